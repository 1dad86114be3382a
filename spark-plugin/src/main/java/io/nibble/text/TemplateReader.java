package io.nibble.text;

import io.nibble.file.JsonFields;
import io.nibble.file.Quote;
import io.nibble.text.Template.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads post-processors: what they put around a text, and around a pair. */
final class TemplateReader {
  private static final Map<String, Integer> SEQUENCES =
      Map.of("A", Template.FIRST, "B", Template.SECOND);
  private static final Map<String, Function<JsonFields, Templates>> READERS =
      Map.of(
          "TemplateProcessing", TemplateReader::template,
          "BertProcessing", TemplateReader::bert,
          "RobertaProcessing", TemplateReader::roberta);

  /** For one text, and for two. */
  record Templates(Template single, Template pair) {
    static final Templates NONE =
        new Templates(
            new Template(List.of(new Part(Template.FIRST, 0))),
            new Template(List.of(new Part(Template.FIRST, 0), new Part(Template.SECOND, 1))));
  }

  private TemplateReader() {}

  static Templates read(JsonFields fields) {
    Templates templates = fields.choice("type", READERS).apply(fields);
    fields.end();
    return templates;
  }

  /** Whether spaces at a token's ends do not belong to its span. */
  static boolean trimsSpaces(JsonFields fields) {
    if (!fields.has("trim_offsets") || !fields.flag("trim_offsets")) {
      return false;
    }
    if (fields.flag("add_prefix_space")) {
      throw fields.error("has add_prefix_space true, expected false: it is not supported");
    }
    return true;
  }

  private static Templates bert(JsonFields fields) {
    return around(fields, 1, 1);
  }

  private static Templates roberta(JsonFields fields) {
    // What the tokenizer's reader has looked at.
    fields.ignore("trim_offsets", "add_prefix_space");
    return around(fields, 2, 0);
  }

  /** Texts between a first token and separators, so many of them between a pair. */
  private static Templates around(JsonFields fields, int between, int secondType) {
    int first = namedToken(fields, "cls");
    int separator = namedToken(fields, "sep");
    List<Part> single =
        List.of(new Part(first, 0), new Part(Template.FIRST, 0), new Part(separator, 0));
    List<Part> pair = new ArrayList<>(single);
    for (int i = 1; i < between; i++) {
      pair.add(new Part(separator, 0));
    }
    pair.add(new Part(Template.SECOND, secondType));
    pair.add(new Part(separator, secondType));
    return new Templates(new Template(single), new Template(pair));
  }

  /** An array of a token's text and its id. */
  private static int namedToken(JsonFields fields, String field) {
    return fields.textAndInteger(field, 0, Integer.MAX_VALUE);
  }

  private static Templates template(JsonFields fields) {
    Map<String, List<Integer>> tokens = new HashMap<>();
    JsonFields special = fields.object("special_tokens");
    for (String name : special.names()) {
      JsonFields token = special.object(name);
      token.text("id");
      token.texts("tokens");
      tokens.put(
          name, token.integers("ids", 0, Integer.MAX_VALUE).stream().map(Long::intValue).toList());
      token.end();
    }
    return new Templates(
        template(fields.objects("single"), tokens), template(fields.objects("pair"), tokens));
  }

  private static Template template(List<JsonFields> parts, Map<String, List<Integer>> tokens) {
    List<Part> all = new ArrayList<>();
    for (JsonFields part : parts) {
      if (part.has("Sequence")) {
        JsonFields sequence = part.object("Sequence");
        all.add(new Part(sequence.choice("id", SEQUENCES), type(sequence)));
        sequence.end();
      } else {
        JsonFields special = part.object("SpecialToken");
        String name = special.text("id");
        if (!tokens.containsKey(name)) {
          throw special.error("names the token " + Quote.of(name) + ", not in special_tokens");
        }
        int type = type(special);
        tokens.get(name).forEach(id -> all.add(new Part(id, type)));
        special.end();
      }
      part.end();
    }
    return new Template(all);
  }

  private static int type(JsonFields fields) {
    return (int) fields.integer("type_id", 0, Integer.MAX_VALUE);
  }
}
