package dev.cnnc.grammar.testing;

import dev.cnnc.grammar.source.SourceSpan;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares syntax trees by everything but their spans. */
public final class TreeEquality {
  private TreeEquality() {}

  /** A value that equals another tree's exactly if the trees differ in spans only. */
  public static Object withoutSpans(Object part) {
    if (part instanceof Optional<?> optional) {
      return optional.map(TreeEquality::withoutSpans);
    } else if (part instanceof List<?> list) {
      return list.stream().map(TreeEquality::withoutSpans).toList();
    } else if (!(part instanceof Record)) {
      return part;
    }
    List<Object> result = new ArrayList<>();
    result.add(part.getClass().getName().replaceAll(".*\\.", ""));
    for (RecordComponent component : part.getClass().getRecordComponents()) {
      if (component.getType() != SourceSpan.class) {
        try {
          result.add(withoutSpans(component.getAccessor().invoke(part)));
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return result;
  }
}
