package io.nibble.spark.catalyst.plan;

import io.nibble.graph.LinearFloat32;
import io.nibble.graph.LinearInt4;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.Operator;
import io.nibble.spark.catalyst.function.NibblePredict;
import java.util.ArrayList;
import java.util.List;
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
    TreeSet<String> types = new TreeSet<>();
    StringBuilder widths = new StringBuilder().append(header.inputWidth());
    for (Operator operator : header.operators()) {
      if (operator instanceof LinearInt4 || operator instanceof LinearFloat32) {
        types.add(operator instanceof LinearInt4 ? "int4" : "float32");
        widths.append('→').append(operator.outputWidth());
      }
    }
    return String.join("+", types) + " " + header.architecture() + " " + widths;
  }
}
