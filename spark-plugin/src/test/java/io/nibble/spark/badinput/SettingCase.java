package io.nibble.spark.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

/** A setting of the session that cannot be, and the same query once it is unset. */
record SettingCase(String key, String value, String expected) implements BadInput {
  private static final String AVAILABLE = "not available here; available: java";
  private static final String SWITCH = "expected `true` or `false`";
  private static final String ROWS = "expected 1 to 65536";
  private static final String POLICIES = "expected `fail` or `null`";
  private static final String EXPLAIN = "expected `none`, `fallback` or `all`";

  static List<BadInput> all() {
    return List.of(
        new SettingCase("badRows", "", POLICIES),
        new SettingCase("badRows", "skip", POLICIES),
        new SettingCase("badRows", "nulls", POLICIES),
        new SettingCase("badRows", "fail,null", POLICIES),
        new SettingCase("badRows", "0", POLICIES),
        new SettingCase("batchRows", "", ROWS),
        new SettingCase("batchRows", "0", ROWS),
        new SettingCase("batchRows", "-1", ROWS),
        new SettingCase("batchRows", "65537", ROWS),
        new SettingCase("batchRows", "2147483648", ROWS),
        new SettingCase("batchRows", "9999999999999999999999", ROWS),
        new SettingCase("batchRows", "1e3", ROWS),
        new SettingCase("batchRows", "128.0", ROWS),
        new SettingCase("batchRows", "0x80", ROWS),
        new SettingCase("batchRows", "128k", ROWS),
        new SettingCase("batchRows", "1,000", ROWS),
        new SettingCase("batchRows", "many", ROWS),
        new SettingCase("enabled", "", SWITCH),
        new SettingCase("enabled", "yes", SWITCH),
        new SettingCase("enabled", "1", SWITCH),
        new SettingCase("enabled", "truefalse", SWITCH),
        new SettingCase("native.required", "maybe", SWITCH),
        new SettingCase("native.required", "null", SWITCH),
        new SettingCase("explain", "some", EXPLAIN),
        new SettingCase("explain", "true", EXPLAIN),
        new SettingCase("isa", "nosuch", AVAILABLE),
        new SettingCase("isa", "avx512", AVAILABLE),
        new SettingCase("isa", "amx;id", AVAILABLE),
        new SettingCase("isa", "java,portable", AVAILABLE),
        new SettingCase("isa", "../../lib/x", AVAILABLE));
  }

  @Override
  public void check(BadInputSession session) {
    String name = "spark.nibble." + key;
    String query = "SELECT id, P(f) FROM n";
    session.with(
        name,
        value,
        () ->
            assertThatThrownBy(() -> session.rows(query))
                .hasMessageContaining(name + " is '" + value + "'")
                .hasMessageContaining(expected));
    assertThat(session.rows(query)).isEqualTo(session.knownRows(query));
  }

  @Override
  public String toString() {
    return "spark.nibble." + key + "=" + value;
  }
}
