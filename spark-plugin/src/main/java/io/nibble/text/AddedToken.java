package io.nibble.text;

import io.nibble.file.JsonFields;

/**
 * A token that is looked for in texts before they are split.
 *
 * @param leftStrip whether white space before it belongs to it
 * @param rightStrip whether white space behind it belongs to it
 * @param isNormalized whether it is looked for in the normalized text
 */
record AddedToken(
    int id, String content, boolean leftStrip, boolean rightStrip, boolean isNormalized) {
  static AddedToken read(JsonFields fields) {
    AddedToken token =
        new AddedToken(
            (int) fields.integer("id", 0, Integer.MAX_VALUE),
            fields.text("content"),
            fields.flag("lstrip"),
            fields.flag("rstrip"),
            fields.flag("normalized"));
    // A special token differs only in how ids become text again.
    fields.flag("special");
    if (fields.flag("single_word")) {
      throw fields.error("has single_word true, expected false: other tokens are not supported");
    }
    fields.end();
    return token;
  }
}
