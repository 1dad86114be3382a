package io.nibble.spark.job;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as 512m or 4g. */
final class ByteSize implements ITypeConverter<Long> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})([kmgt]?)b?");
  private static final String UNITS = "kmgt";

  @Override
  public Long convert(String text) {
    Matcher size = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
      throw new TypeConversionException("'" + text + "' is not a size such as 512m or 4g");
    }
    int shift = size.group(2).isEmpty() ? 0 : 10 * (UNITS.indexOf(size.group(2)) + 1);
    return Long.parseLong(size.group(1)) << shift;
  }
}
