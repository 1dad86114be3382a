# Sourced by the example scripts. build_jars builds Nibble; spark_submit and spark_class run the
# Spark of $SPARK_HOME or, where none is installed, Spark's own jars, which Maven gathers under
# examples/target/spark.

examples=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$(dirname "$examples")
version=$(sed -n '/<version>/{s:.*<version>\(.*\)</version>.*:\1:p;q}' "$root/pom.xml")
plugin=$root/spark-plugin/target/nibble-spark-plugin_2.13-$version.jar
example_jar=$examples/target/nibble-examples-$version.jar
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

# Whether a source file is newer than the stamp of the last build.
sources_changed() {
  [[ ! -e $1 ]] || [[ -n $(find "$root/pom.xml" "$root"/{native,spark-plugin,examples}/{pom.xml,src} \
    "$root"/native/{CMakeLists.txt,include} -type f -newer "$1" -print -quit) ]]
}

# Runs Maven quietly; its output is shown if it fails.
maven() {
  local log=$examples/target/maven.log
  mkdir -p "$examples/target"
  if ! mvn -B "$@" >"$log" 2>&1; then
    cat "$log" >&2
    return 1
  fi
}

# Builds the jars, without tests, if they are missing or a source has changed.
build_jars() {
  local stamp=$examples/target/jars-built
  if [[ ! -e $plugin || ! -e $example_jar ]] || sources_changed "$stamp"; then
    mkdir -p "$examples/target"
    touch "$stamp.begun"
    maven -f "$root/pom.xml" -DskipTests package
    mv "$stamp.begun" "$stamp"
  fi
}

# Gathers Spark's jars, once for each state of the poms.
gather_spark() {
  local home=$examples/target/spark
  if [[ $home/complete -nt $examples/spark-home.pom.xml && $home/complete -nt $root/pom.xml ]]; then
    return
  fi
  rm -rf "$home"
  maven -f "$examples/spark-home.pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$home/jars"
  mkdir "$home/conf"
  cp "$examples/log4j2.properties" "$home/conf/"
  touch "$home/complete"
}

# Quantizes the digits model; digits_arguments are then those of `score` for the digits.
quantize_digits() {
  local model=$examples/target/digits-int4.nibble
  mkdir -p "$examples/target"
  "$java" -jar "$plugin" quantize --architecture "$examples/data/digits-mlp.json" \
    --weights "$examples/data/digits-mlp.safetensors" --output "$model" >&2
  digits_arguments=(--model "$model" --input "$examples/data/digits.parquet"
    --columns id,label --verify-sample 500
    --float-weights "$examples/data/digits-mlp.safetensors")
}

# Runs a class of Spark: spark_class CLASS ARGUMENT ...
spark_class() {
  if [[ -n ${SPARK_HOME:-} ]]; then
    "$SPARK_HOME/bin/spark-class" "$@"
    return
  fi
  gather_spark
  local -x SPARK_HOME=$examples/target/spark SPARK_SCALA_VERSION=2.13
  local words
  # What bin/spark-class does: Spark's launcher answers NUL, line feed, and the command's words.
  mapfile -d '' -t words < <("$java" -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main "$@")
  "${words[1]#$'\n'}" "${words[@]:2}"
}

spark_submit() {
  spark_class org.apache.spark.deploy.SparkSubmit "$@"
}
