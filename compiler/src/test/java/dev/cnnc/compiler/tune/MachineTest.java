package dev.cnnc.compiler.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void processorsAreToldApart() {
    String amd =
        """
        processor	: 0
        vendor_id	: AuthenticAMD
        cpu family	: 25
        model		: 17
        model name	: AMD EPYC
        stepping	: 1

        processor	: 1
        model name	: another
        """;
    assertEquals("AMD EPYC, family 25, model 17", Machine.described(amd));
    String arm =
        """
        processor	: 0
        BogoMIPS	: 50.00
        CPU implementer	: 0x41
        CPU architecture: 8
        CPU variant	: 0x3
        CPU part	: 0xd0c
        """;
    assertEquals("implementer 0x41, architecture 8, part 0xd0c", Machine.described(arm));
    assertEquals("", Machine.described(""));
  }

  @Test
  void theTextIsReadBack() {
    Machine machine = new Machine(17, 16, "AMD EPYC,  family 25 # 3\t");
    assertEquals("java 17, 16 lanes, AMD EPYC, family 25 3", machine.toString());
    assertEquals(machine, Machine.parse(machine.toString()));
    Machine here = Machine.current(1);
    assertEquals(here, Machine.parse(here.toString()));
    assertEquals(Runtime.version().feature(), here.java());
    assertThrows(IllegalArgumentException.class, () -> Machine.parse("java 17, many lanes, x"));
  }
}
