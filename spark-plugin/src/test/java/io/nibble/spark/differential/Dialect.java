package io.nibble.spark.differential;

/** How a query writes its calls. The calls may stand anywhere; all else is the same text. */
interface Dialect {
  /** Scores, ARRAY&lt;FLOAT&gt;, by the first model. */
  String predict(Features features);

  /** The second model's scores of the first one's scores. */
  String nested(Features features);

  /** The second model's label of the first one's scores: STRUCT&lt;label, score&gt;. */
  String classify(Features features);

  /** What stands for the features where there is no call. */
  default String value(Features features) {
    return features.single();
  }

  /** The functions of the product. */
  static Dialect functions(String first, String second) {
    return new Dialect() {
      @Override
      public String predict(Features features) {
        return "nibble_predict('" + first + "', " + features.text() + ")";
      }

      @Override
      public String nested(Features features) {
        return "nibble_predict('" + second + "', " + predict(features) + ")";
      }

      @Override
      public String classify(Features features) {
        return "nibble_classify('" + second + "', " + predict(features) + ")";
      }
    };
  }

  /** Plain functions of Spark that look scores up. */
  static Dialect udfs() {
    return new Dialect() {
      @Override
      public String predict(Features features) {
        return "udf_predict(" + features.single() + ")";
      }

      @Override
      public String nested(Features features) {
        return "udf_nested(" + predict(features) + ")";
      }

      @Override
      public String classify(Features features) {
        return "udf_classify(" + predict(features) + ")";
      }
    };
  }

  /** The columns that have the scores already. */
  static Dialect columns() {
    return new Dialect() {
      @Override
      public String predict(Features features) {
        return features.scores() + ".p";
      }

      @Override
      public String nested(Features features) {
        return features.scores() + ".q";
      }

      @Override
      public String classify(Features features) {
        return features.scores() + ".c";
      }

      @Override
      public String value(Features features) {
        return features.scores();
      }
    };
  }
}
