package dev.cnnc.prelink;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Replaces lambdas and method references by objects of classes of their own, one for each place
 * where one stands. Those that {@code javac} leaves to {@code altMetafactory} stay: they are
 * serializable, or have several interfaces, or methods that bridge to theirs.
 */
final class LambdaClasses extends InvokeDynamicVisitor {
  private static final String MARK = "$$Lambda";

  private final Map<String, byte[]> classes = new TreeMap<>();
  private int version;
  private String nestHost;

  LambdaClasses(ClassVisitor next) {
    super(next);
  }

  /** Whether new classes have such names. */
  static boolean isName(String name) {
    return name.contains(MARK);
  }

  /** The new class files, by internal name. */
  Map<String, byte[]> classes() {
    return Collections.unmodifiableMap(classes);
  }

  /** The class whose nest the new classes are in. */
  String nestHost() {
    return nestHost;
  }

  @Override
  public void visit(
      int version, int access, String name, String signature, String parent, String[] interfaces) {
    super.visit(version, access, name, signature, parent, interfaces);
    this.version = version;
    this.nestHost = name;
  }

  @Override
  public void visitNestHost(String host) {
    super.visitNestHost(host);
    nestHost = host;
  }

  @Override
  boolean replace(
      MethodVisitor code, String called, String type, Handle bootstrap, Object[] arguments) {
    if (!bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")
        || !bootstrap.getName().equals("metafactory")) {
      return false;
    }
    LambdaClass lambda =
        new LambdaClass(
            name() + MARK + classes.size(),
            Type.getReturnType(type),
            Type.getArgumentTypes(type),
            called,
            (Type) arguments[0],
            (Handle) arguments[1],
            (Type) arguments[2]);
    classes.put(lambda.name(), lambda.toBytes(version, nestHost));
    lambda.emitNew(code);
    return true;
  }
}
