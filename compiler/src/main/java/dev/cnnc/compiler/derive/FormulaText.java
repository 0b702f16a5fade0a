package dev.cnnc.compiler.derive;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Operation.Comprehension;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.ScalarFunction;
import dev.cnnc.compiler.graph.Subscript;
import dev.cnnc.compiler.graph.Subscript.Position;
import dev.cnnc.compiler.graph.Value;
import dev.cnnc.compiler.graph.algebra.Ranges;
import dev.cnnc.compiler.graph.algebra.Substitution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One formula in the notation of the language: {@code y[k, i, j] = sum[c, u, v] weight[k, c, u, v]
 * * x[c, i + u, j + v] + bias[k]}.
 *
 * <p>An index whose range no axis gives has it written: {@code dx[c, h < 32, w < 32] = …}.
 */
final class FormulaText {
  // How tightly the parts of a formula bind; more is tighter.
  private static final int CONDITIONAL = 0;
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int COMPARISON = 4;
  private static final int SUM = 5;
  private static final int REDUCTION = 6;
  private static final int PRODUCT = 7;
  private static final int NEGATION = 8;
  private static final int POWER = 9;
  private static final int ATOM = 10;

  /** A piece of text and how tightly it binds. */
  private record Text(String text, int precedence) {
    String within(int least) {
      return precedence < least ? "(" + text + ")" : text;
    }
  }

  private final Identifiers identifiers;
  private final Map<Value, Comprehension> inlined;
  private final Set<String> names = new HashSet<>();
  private final Set<String> inferred = new HashSet<>();
  private final Map<String, Integer> extents = new HashMap<>();

  private FormulaText(Identifiers identifiers, Map<Value, Comprehension> inlined) {
    this.identifiers = identifiers;
    this.inlined = inlined;
  }

  /**
   * @param inlined the values that stand as their formulas where they are read
   */
  static String of(
      Value result,
      Comprehension comprehension,
      Identifiers identifiers,
      Map<Value, Comprehension> inlined) {
    return new FormulaText(identifiers, inlined).formula(result, comprehension);
  }

  /**
   * {@code noise[i < 4, j < 5] = uniform()}.
   *
   * @param like if the numbers differ from example to example, a tensor that does, too, and that
   *     the formula reads for this alone
   */
  static String uniform(Value result, Optional<Value> like, Identifiers identifiers) {
    List<String> binders = new ArrayList<>();
    List<String> zeros = new ArrayList<>();
    for (int extent : result.shape().extents()) {
      binders.add("ijklmnpq".charAt(binders.size()) + " < " + extent);
    }
    like.ifPresent(tensor -> tensor.shape().extents().forEach(extent -> zeros.add("0")));
    String read =
        like.map(tensor -> " + 0 * " + subscripted(identifiers.of(tensor), zeros)).orElse("");
    return subscripted(identifiers.of(result), binders) + " = uniform()" + read;
  }

  /** {@code (0.5, -1, 2)} */
  static String tuple(List<Double> values) {
    return values.stream()
        .map(value -> Scalar.constant(value).toString())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String subscripted(String name, List<String> subscripts) {
    return subscripts.isEmpty() ? name : name + bracketed(subscripts);
  }

  private String formula(Value result, Comprehension comprehension) {
    Comprehension renamed = IndexNames.rename(comprehension, names);
    extents.putAll(Ranges.of(renamed).extents());
    String right = reduction(renamed, renamed.body()).text();
    String left = identifiers.of(result);
    List<String> binders = renamed.free().stream().map(this::binder).toList();
    return subscripted(left, binders) + " = " + right;
  }

  private static String bracketed(List<String> parts) {
    return "[" + String.join(", ", parts) + "]";
  }

  private String binder(Index index) {
    return inferred.contains(index.name()) ? index.name() : index.name() + " < " + index.extent();
  }

  private Text reduction(Comprehension comprehension, Scalar terms) {
    Text body = text(terms);
    if (comprehension.reduction() == Reduction.NONE) {
      return body;
    }
    List<String> binders = new ArrayList<>();
    if (comprehension.overBatch()) {
      binders.add("batch");
    }
    comprehension.reduced().forEach(index -> binders.add(binder(index)));
    String kind = comprehension.reduction().name().toLowerCase(Locale.ROOT);
    return new Text(kind + bracketed(binders) + " " + body.within(PRODUCT), REDUCTION);
  }

  private Text text(Scalar scalar) {
    if (scalar instanceof Scalar.Access access) {
      Comprehension formula = inlined.get(access.tensor());
      return formula == null ? access(access) : inline(access, formula);
    } else if (scalar instanceof Scalar.Constant constant) {
      return new Text(constant.toString(), constant.value() < 0 ? NEGATION : ATOM);
    } else if (scalar instanceof Scalar.IndexValue value) {
      return affine(value.expression());
    } else if (scalar instanceof Scalar.BatchSize) {
      return new Text("count[batch] 1", REDUCTION);
    } else if (scalar instanceof Scalar.Apply apply) {
      return apply(apply);
    }
    throw new AssertionError(scalar);
  }

  private static Text affine(Affine affine) {
    boolean factor = affine.constant() == 0 && affine.indices().size() == 1;
    int precedence = affine.isIndex() ? ATOM : factor ? PRODUCT : SUM;
    return new Text(affine.toString(), precedence);
  }

  /** The formula of what is read, at the place where it is read. */
  private Text inline(Scalar.Access access, Comprehension formula) {
    Comprehension renamed = IndexNames.rename(formula, names);
    renamed.reduced().forEach(index -> extents.put(index.name(), index.extent()));
    Map<String, Position> places = new HashMap<>();
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      places.put(renamed.free().get(axis).name(), (Position) access.subscripts().get(axis));
      names.remove(renamed.free().get(axis).name());
    }
    names.addAll(extents.keySet());
    return reduction(renamed, new Substitution(places).apply(renamed.body()));
  }

  private Text access(Scalar.Access access) {
    List<String> subscripts = new ArrayList<>();
    for (int axis = 0; axis < access.subscripts().size(); axis++) {
      subscripts.add(subscript(access, axis));
    }
    String name = identifiers.of(access.tensor());
    return new Text(subscripted(name, subscripts), ATOM);
  }

  private String subscript(Scalar.Access access, int axis) {
    Subscript subscript = access.subscripts().get(axis);
    if (subscript instanceof Subscript.Lookup lookup) {
      return access(lookup.position()).text();
    }
    Position position = (Position) subscript;
    if (position.divisor() > 1) {
      Text numerator = affine(position.numerator());
      return numerator.within(PRODUCT) + "/" + position.divisor();
    }
    if (position.numerator().isIndex()) {
      String index = position.numerator().indices().get(0);
      // An index that stands alone has the axis as its range; this one has not.
      if (!extents.get(index).equals(access.tensor().shape().extent(axis))) {
        return index + " + 0";
      }
      inferred.add(index);
    }
    return position.numerator().toString();
  }

  private Text apply(Scalar.Apply apply) {
    List<Scalar> a = apply.arguments();
    return switch (apply.function()) {
      case ADD, SUBTRACT -> binary(apply, SUM, SUM, REDUCTION);
      case MULTIPLY, DIVIDE, REMAINDER -> binary(apply, PRODUCT, PRODUCT, NEGATION);
      case POWER ->
          new Text(text(a.get(0)).within(ATOM) + "^" + text(a.get(1)).within(ATOM), POWER);
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL ->
          binary(apply, COMPARISON, SUM, SUM);
      case AND -> binary(apply, AND, AND, NOT);
      case OR -> binary(apply, OR, OR, AND);
      case NEGATE -> new Text("-" + text(a.get(0)).within(POWER), NEGATION);
      case NOT -> new Text("not " + text(a.get(0)).within(COMPARISON), NOT);
      case SELECT -> conditional(a);
      case MAX, MIN, EXP, LOG, SQRT, RSQRT, ABS, SIGN, TANH, SIGMOID, ERF, FLOOR, STOP_GRADIENT ->
          call(apply);
    };
  }

  private Text binary(Scalar.Apply apply, int own, int left, int right) {
    String a = text(apply.arguments().get(0)).within(left);
    String b = text(apply.arguments().get(1)).within(right);
    return new Text(a + " " + apply.function().symbol() + " " + b, own);
  }

  private Text conditional(List<Scalar> a) {
    if (a.get(0) instanceof Scalar.Constant condition) {
      return text(condition.value() != 0 ? a.get(1) : a.get(2));
    }
    String text =
        "if "
            + text(a.get(0)).text()
            + " then "
            + text(a.get(1)).within(OR)
            + " else "
            + text(a.get(2)).within(CONDITIONAL);
    return new Text(text, CONDITIONAL);
  }

  private Text call(Scalar.Apply apply) {
    ScalarFunction function = apply.function();
    List<String> arguments = apply.arguments().stream().map(a -> text(a).text()).toList();
    return new Text(function.symbol() + "(" + String.join(", ", arguments) + ")", ATOM);
  }
}
