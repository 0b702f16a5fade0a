package dev.cnnc.compiler.bytecode;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceMethodVisitor;

/** Lists generated methods as text, for people. */
public final class BytecodePrinter {
  private BytecodePrinter() {}

  /**
   * The instructions of all methods of a kernel, in all classes of the model that have it, each
   * under a heading {@code class.method descriptor}.
   *
   * @param kernel its name, {@code conv2d_1_forward}
   */
  public static String print(GeneratedModel model, String kernel) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, byte[]> entry : model.classes().entrySet()) {
      new ClassReader(entry.getValue())
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String s, String[] e) {
                  if (!name.equals(kernel) && !name.startsWith(kernel + "$")) {
                    return null;
                  }
                  text.append(text.isEmpty() ? "" : "\n");
                  text.append(entry.getKey()).append('.').append(name);
                  text.append(' ').append(descriptor).append('\n');
                  return printTo(text);
                }
              },
              ClassReader.SKIP_FRAMES);
    }
    return text.toString();
  }

  private static MethodVisitor printTo(StringBuilder text) {
    Textifier listing = new Textifier();
    return new TraceMethodVisitor(
        new MethodVisitor(Opcodes.ASM9) {
          @Override
          public void visitEnd() {
            StringWriter out = new StringWriter();
            PrintWriter writer = new PrintWriter(out);
            listing.print(writer);
            writer.flush();
            text.append(out);
          }
        },
        listing);
  }
}
