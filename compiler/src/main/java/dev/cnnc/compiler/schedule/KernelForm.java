package dev.cnnc.compiler.schedule;

import dev.cnnc.compiler.graph.Affine;
import dev.cnnc.compiler.graph.Comprehensions;
import dev.cnnc.compiler.graph.ElementType;
import dev.cnnc.compiler.graph.Index;
import dev.cnnc.compiler.graph.Origin;
import dev.cnnc.compiler.graph.Reduction;
import dev.cnnc.compiler.graph.Scalar;
import dev.cnnc.compiler.graph.Shape;
import dev.cnnc.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a kernel computes, as one line of text: all that its speed depends on, sizes and the steps
 * of positions in arrays included, but neither names of arrays nor where in them it begins. Equal
 * layers of any network have equal forms.
 *
 * <pre>
 * each 16 examples: [k &lt; 20, i &lt; 24, j &lt; 24, member &lt; 16] sum[u &lt; 5, v &lt; 5] a[25*k + 5*u + v] * b[…] -&gt; c[…]
 * </pre>
 */
final class KernelForm {
  private final Nest nest;
  private final Map<Scalar.Access, String> positions = new HashMap<>();
  private int arrays;

  private KernelForm(Nest nest) {
    this.nest = nest;
  }

  /** The text of a nest whose indices are {@linkplain MergeIndices merged}. */
  static String of(Nest nest) {
    return new KernelForm(nest).text();
  }

  private String text() {
    nest.value().ifPresent(access -> positions.put(access, "value"));
    nest.first().ifPresent(access -> positions.put(access, "first"));
    StringBuilder text = new StringBuilder();
    if (nest.batched()) {
      text.append("each ");
      text.append(nest.interleaved() > 1 ? nest.interleaved() + " examples" : "example");
      text.append(": ");
    }
    text.append(indices(nest.free(), false));
    if (nest.reduction() != Reduction.NONE || nest.overBatch()) {
      text.append(' ').append(nest.reduction().name().toLowerCase(Locale.ROOT));
      text.append(indices(nest.reduced(), nest.overBatch()));
      text.append(nest.overBatch() && nest.interleaved() > 1 ? " of " + nest.interleaved() : "");
    }
    text.append(' ').append(nest.empty() ? "nothing" : scalar(nest.body()));
    nest.guards().forEach(guard -> text.append(", if ").append(guard(guard)));
    nest.zeros().forEach(zero -> text.append(", zero unless ").append(guard(zero)));
    text.append(" -> ");
    text.append(nest.stores().stream().map(this::store).collect(Collectors.joining(", ")));
    return text.toString();
  }

  private static String indices(List<Index> indices, boolean overBatch) {
    List<String> all = new ArrayList<>(overBatch ? List.of(Schedule.EXAMPLE) : List.of());
    indices.forEach(index -> all.add(index.toString()));
    return all.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  private static String guard(Guard guard) {
    String range = "0 <= " + guard.value() + " < " + guard.extent();
    return guard.divisor() == 1 ? range : range + " by " + guard.divisor();
  }

  /**
   * Later stores name an earlier one by its letter; {@code exactly}: no vectors that reach beyond.
   */
  private String store(Nest.Store store) {
    String value = scalar(store.value());
    String name = name();
    positions.put(store.self(), name);
    String target = name + store.place().map(KernelForm::subscript).orElse("");
    target += store.place().isPresent() && !store.vectors() ? " exactly" : "";
    return value.equals("value") ? target : target + " = " + value;
  }

  /** Accesses are printed as arrays without an index; then the position takes that place. */
  private String scalar(Scalar scalar) {
    for (Scalar.Access access : Comprehensions.accesses(scalar)) {
      positions.computeIfAbsent(access, a -> position(nest.places().get(a)));
    }
    Map<String, String> texts = new HashMap<>();
    String text = replaced(scalar, texts).toString();
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      text = text.replace(entry.getKey() + "[]", entry.getValue());
    }
    return text;
  }

  private Scalar replaced(Scalar scalar, Map<String, String> texts) {
    if (scalar instanceof Scalar.Access access) {
      String name = "access_" + texts.size() + "_";
      texts.put(name, positions.get(access));
      return new Scalar.Access(
          new Value(name, ElementType.F32, Shape.SCALAR, false, Origin.NONE), List.of());
    } else if (scalar instanceof Scalar.Apply apply) {
      return new Scalar.Apply(
          apply.function(), apply.arguments().stream().map(a -> replaced(a, texts)).toList());
    }
    return scalar;
  }

  /** {@code a[16*i + j]}: a letter for each place. */
  private String position(Place place) {
    return name() + subscript(place);
  }

  private String name() {
    String letter = String.valueOf((char) ('a' + arrays % 26));
    String name = arrays < 26 ? letter : letter + arrays / 26;
    arrays++;
    return name;
  }

  private static String subscript(Place place) {
    Affine steps = place.linear().plus(-place.linear().constant());
    StringBuilder text = new StringBuilder("[").append(steps);
    for (Place.Offset offset : place.offsets()) {
      if (offset instanceof Place.Divided divided) {
        text.append(" + ").append(divided.stride()).append("*((").append(divided.numerator());
        text.append(") / ").append(divided.divisor()).append(" % ").append(divided.modulus());
        text.append(')');
      } else if (offset instanceof Place.LookedUp row) {
        text.append(" + ").append(row.stride()).append("*row").append(subscript(row.row()));
      }
    }
    return text.append(place.integers() ? " : int]" : "]").toString();
  }
}
