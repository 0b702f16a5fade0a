package dev.cnnc.prelink;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongBinaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Lambdas and method references of every kind, which the test runs as they are and linked. */
class Lambdas implements Supplier<List<String>> {
  private final List<String> results = new ArrayList<>();
  private final String name;

  Lambdas() {
    this("lambdas");
  }

  private Lambdas(String name) {
    this.name = name;
  }

  interface Shape {
    double area();

    private String text(double scale) {
      return "area " + scale * area();
    }

    default DoubleUnaryOperator scaled() {
      return scale -> scale * area();
    }

    default Function<Double, String> texts() {
      return this::text;
    }

    static Shape square(double side) {
      return () -> side * side;
    }
  }

  private static class Base {
    String greet(String who) {
      return "base " + who;
    }
  }

  private static final class Derived extends Base {
    @Override
    String greet(String who) {
      return "derived " + who;
    }

    private String secret(int number) {
      return "secret " + number;
    }

    List<String> all() {
      UnaryOperator<String> own = this::greet;
      UnaryOperator<String> inherited = super::greet;
      IntFunction<String> hidden = this::secret;
      return List.of(own.apply("a"), inherited.apply("b"), hidden.apply(3));
    }
  }

  @Override
  public List<String> get() {
    functions();
    primitives((byte) 1, (short) 2, 'c', true);
    references();
    results.addAll(new Derived().all());
    Shape square = Shape.square(3);
    results.add(square.area() + " " + square.scaled().applyAsDouble(2) + square.texts().apply(4.0));
    places();
    pollution();
    failures();
    return results;
  }

  private void add(String what, Object value) {
    results.add(name + " " + what + " " + value);
  }

  private static <T extends Comparable<T>> T larger(T a, T b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private void functions() {
    Function<Integer, Function<Integer, Integer>> curried = a -> b -> a * 10 + b;
    add("curried", curried.apply(4).apply(2));
    BiFunction<String, Object, String> concat = (a, b) -> a + b + name;
    add("concat", concat.apply("x", 1L));
    Consumer<String> discards = results::add; // returns a boolean
    discards.accept("consumed");
    Consumer<String> discardsLong = Long::parseLong;
    discardsLong.accept("5");
    Runnable constructs = ArrayList<String>::new;
    constructs.run();
    BinaryOperator<String> larger = Lambdas::larger;
    add("larger", larger.apply("p", "q"));
    Predicate<Object> same = Predicate.isEqual("s");
    add("same", same.negate().test("s"));
    Callable<Object> serializable = (Callable<Object> & Serializable) () -> "serializable";
    add("several interfaces", serializable instanceof Serializable);
  }

  private void primitives(byte b, short s, char c, boolean z) {
    long l = 1L << 40;
    float f = 1.5f;
    double d = -0.0;
    int[] array = {7};
    Supplier<String> captures = () -> "" + b + s + c + z + l + f + d + array[0];
    add("captures", captures.get());
    LongBinaryOperator longs = (x, y) -> x * y + l;
    add("longs", longs.applyAsLong(3, 5));
    IntToDoubleFunction widens = Math::abs; // of int: the result becomes a double
    add("widens", widens.applyAsDouble(-3));
    ToLongFunction<Integer> unboxes = Integer::intValue;
    add("unboxes", unboxes.applyAsLong(9));
    ToDoubleFunction<Float> floats = x -> x;
    add("floats", floats.applyAsDouble(0.1f));
    Function<Long, Long> boxes = Math::abs;
    add("boxes", boxes.apply(-l));
    Function<Character, Boolean> digit = Character::isDigit;
    add("digit", digit.apply('5'));
    Function<Integer, Double> converts = Integer::doubleValue;
    add("converts", converts.apply(2));
    Map<String, Integer> numbers = new TreeMap<>(Map.of("one", 1, "two", 2));
    ToIntFunction<String> looksUp = numbers::get; // erased, it gives an Object
    add("looks up", looksUp.applyAsInt("two"));
    ToDoubleFunction<String> asDouble = numbers::get;
    add("as double", asDouble.applyAsDouble("one"));
    ToLongFunction<String> asLong = Map.of("s", (short) 3)::get;
    add("as long", asLong.applyAsLong("s"));
    Predicate<String> asBoolean = Map.of("b", true)::get;
    add("as boolean", asBoolean.test("b"));
    add("sum", Stream.of(1, 2, 3).mapToInt(Integer::intValue).sum());
    add("reduced", Stream.of(1, 2, 3).reduce(0, Integer::sum));
  }

  private void references() {
    Function<String, Lambdas> constructor = Lambdas::new;
    add("constructor", constructor.apply("made").name);
    IntFunction<String[]> arrays = String[]::new;
    add("arrays", arrays.apply(3).length);
    Function<Object[], List<Object>> list = List::of;
    add("varargs", list.apply(new Object[] {1, 2}));
    Supplier<Integer> bound = "bound"::length;
    add("bound", bound.get());
    Function<List<String>, Stream<String>> unbound = List::stream;
    add("unbound", unbound.apply(List.of("u")).toList());
    Function<int[], Object> clone = int[]::clone;
    add("clone", ((int[]) clone.apply(new int[2])).length);
    Supplier<Runnable> nested = () -> () -> add("nested", name);
    nested.get().run();
    new Object() {
      void run() {
        Supplier<String> inner = () -> name + this.getClass().isAnonymousClass();
        add("inner", inner.get());
      }
    }.run();
  }

  interface Text extends Function<String, String> {
    @Override
    String apply(String text); // needs a bridge from apply(Object)
  }

  enum Constant {
    DOUBLE(x -> 2 * x),
    NEGATIVE(x -> -x);

    private final DoubleUnaryOperator function;

    Constant(DoubleUnaryOperator function) {
      this.function = function;
    }
  }

  private static final Supplier<String> STATIC = () -> "static";

  private void places() {
    Text bridged = text -> text + "!";
    add("bridged", bridged.apply("b") + ((Function<String, String>) bridged).apply("c"));
    for (Constant constant : Constant.values()) {
      add("enum", constant.function.applyAsDouble(3));
    }
    add("static", STATIC.get());
    Supplier<Integer> chosen = name.length() > 3 ? () -> 1 : () -> 2;
    add("chosen", chosen.get());
    record Local(int a) {
      Supplier<Integer> twice() {
        return () -> 2 * a;
      }
    }
    add("local", new Local(4).twice().get() + " " + new Local(1).equals(new Local(1)));
    Supplier<Integer> hash = STATIC::hashCode;
    add("hash", hash.get().equals(STATIC.hashCode()));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private void pollution() {
    Function<String, Object> text = Object::toString;
    try {
      add("no failure", ((Function) text).apply(5));
    } catch (ClassCastException expected) {
      add("wrong type", "fails");
    }
  }

  private void failures() {
    try {
      String none = name.isEmpty() ? "" : null;
      Supplier<Integer> length = none::length;
      add("no failure", length);
    } catch (NullPointerException expected) {
      add("null receiver", "fails");
    }
  }
}
