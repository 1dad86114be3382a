package io.nibble.spark.catalyst.plan;

import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.Shape;
import io.nibble.spark.catalyst.function.NibblePredict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Attribute;

/** What plans show of calls and models. */
public final class PlanText {
  private PlanText() {}

  /** Such as {@code [nibble_predict(ranker.nibble, features#1) AS nibble_predict#7]}. */
  public static String calls(List<NibblePredict> calls, List<Attribute> results) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      texts.add(calls.get(i) + " AS " + results.get(i));
    }
    return texts.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  /** Such as {@code int4 mlp 64→256→128→10}. */
  public static String model(ModelHeader header) {
    TreeSet<String> formats = new TreeSet<>();
    StringBuilder widths = new StringBuilder().append(header.inputWidth());
    List<Shape> written = header.graph().written();
    for (int i = 0; i < written.size(); i++) {
      Optional<String> format = header.operators().get(i).weightFormat();
      if (format.isPresent()) {
        formats.add(format.get());
        widths.append('→').append(written.get(i).width());
      }
    }
    return String.join("+", formats) + " " + header.architecture() + " " + widths;
  }
}
