package io.nibble.spark.job.settings;

import io.nibble.spark.conf.BadRowPolicy;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What becomes of bad rows.
 *
 * @param quarantine the folder that takes them; they are then left out of the output
 */
public record BadRowChoice(BadRowPolicy policy, Optional<String> quarantine) {
  private static final String QUARANTINE = "quarantine=";

  @Override
  public String toString() {
    return quarantine.map(path -> QUARANTINE + path).orElse(policy.name().toLowerCase(Locale.ROOT));
  }

  /** Reads {@code --bad-rows}. */
  public static final class Converter implements ITypeConverter<BadRowChoice> {
    @Override
    public BadRowChoice convert(String text) {
      if (text.startsWith(QUARANTINE) && text.length() > QUARANTINE.length()) {
        return new BadRowChoice(
            BadRowPolicy.NULL, Optional.of(text.substring(QUARANTINE.length())));
      }
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "fail" -> new BadRowChoice(BadRowPolicy.FAIL, Optional.empty());
        case "null" -> new BadRowChoice(BadRowPolicy.NULL, Optional.empty());
        default ->
            throw new TypeConversionException(
                "'" + text + "' is not one of fail, null, quarantine=PATH");
      };
    }
  }
}
