package io.nibble.cli.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.Quote;
import java.util.List;
import java.util.Optional;

/**
 * One JSON value per line: an array of features, or an object with one in the field {@code field}.
 */
public record JsonLinesFormat(String field) implements SampleFormat {
  // NaN and Infinity are no JSON, but Python and Spark write them so.
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  @Override
  public boolean hasHeader() {
    return false;
  }

  @Override
  public SampleRow read(String line, int width) {
    JsonNode value = parse(line);
    JsonNode features = value.isObject() ? value.path(field) : value;
    if (features.isMissingNode()) {
      throw new IllegalArgumentException("the object has no field '" + field + "'");
    }
    if (features.isNull()) {
      return SampleRow.missing();
    }
    if (!features.isArray()) {
      throw new IllegalArgumentException(
          "expected an array of features, found " + Quote.of(features.toString()));
    }
    return row((ArrayNode) features, width);
  }

  @Override
  public Optional<String> header(List<String> names) {
    return Optional.empty();
  }

  @Override
  public String write(float[] scores, int width) {
    ObjectNode line = MAPPER.createObjectNode();
    if (scores == null) {
      return line.putNull("scores").toString();
    }
    ArrayNode array = line.putArray("scores");
    for (float score : scores) {
      array.add(score);
    }
    return line.toString();
  }

  private static JsonNode parse(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static SampleRow row(ArrayNode array, int width) {
    if (array.size() != width) {
      return SampleRow.wrongLength(array.size(), width);
    }
    float[] features = new float[width];
    for (int i = 0; i < width; i++) {
      JsonNode element = array.get(i);
      if (element.isNull()) {
        return SampleRow.bad("feature " + i + " is NULL, expected a number");
      }
      if (!element.isNumber()) {
        return SampleRow.bad(
            "feature " + i + " is " + Quote.of(element.toString()) + ", expected a number");
      }
      features[i] = (float) element.doubleValue();
    }
    return SampleRow.of(features);
  }
}
