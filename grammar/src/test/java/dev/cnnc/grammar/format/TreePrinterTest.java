package dev.cnnc.grammar.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cnnc.grammar.diagnostic.Diagnostics;
import dev.cnnc.grammar.parse.Parser;
import dev.cnnc.grammar.source.SourceFile;
import org.junit.jupiter.api.Test;

class TreePrinterTest {
  @Test
  void showsEveryPart() {
    String text =
        """
        layer scale(x: f32[C, ..]; by: real = 2) {
          output y[c, ..] = -by * x[c, ..]
        }
        """;
    assertEquals(
        """
        Script  @1:1
          definitions: Layer name=scale  @1:1
            tensors: Tensor name=x  @1:13
              type: Tensor element=F32  @1:16
                axes: Extent  @1:20
                  value: Reference name="C"  @1:20
                axes: Rest  @1:23
            values: Value name=by  @1:28
              type: Scalar kind=REAL  @1:32
              fallback: NumberLiteral value=2.0 whole=true  @1:39
            body: Block  @1:42
              statements: Output  @2:3
                target: Target name=y
                  indices: Named name=c  @2:12
                  indices: Rest  @2:15
                value: Binary operator=MULTIPLY  @2:21
                  left: Unary operator=NEGATE  @2:21
                    operand: Reference name="by"  @2:22
                  right: Access  @2:27
                    target: Reference name="x"  @2:27
                    subscripts: At  @2:29
                      position: Reference name="c"  @2:29
                    subscripts: Rest  @2:32
        """,
        TreePrinter.print(Parser.parse(new SourceFile("scale.cnn", text), new Diagnostics())));
  }
}
