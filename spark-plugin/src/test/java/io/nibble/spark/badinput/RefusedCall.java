package io.nibble.spark.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.apache.spark.sql.AnalysisException;

/**
 * A call that is refused when its query is analysed, before anything runs.
 *
 * @param messages what the message has to say
 */
record RefusedCall(String call, String... messages) implements BadInput {
  @Override
  public void check(BadInputSession session) {
    String query = session.expand("SELECT " + call + " FROM n");
    Throwable e = catchThrowable(() -> session.spark().sql(query));
    assertThat(e).as(query).isInstanceOf(AnalysisException.class);
    for (String message : messages) {
      assertThat(e).hasMessageContaining(session.expand(message));
    }
  }

  @Override
  public String toString() {
    return call.length() < 100 ? call : call.substring(0, 100) + "…";
  }
}
