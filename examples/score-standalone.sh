#!/usr/bin/env bash
# Starts a Spark master and two workers of one core each on this machine, runs the job `score` on
# them, and stops them. Arguments as those of score-local.sh. Logs: examples/target/standalone.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/tools/spark.sh"
logs=$examples/target/standalone
port=${SPARK_MASTER_PORT:-17077}
master=spark://127.0.0.1:$port

build_jars
if (($# == 0)); then
  quantize_digits
  set -- "${digits_arguments[@]}" --output "$examples/target/scored-standalone" --mode overwrite
fi

daemons=()
stop() {
  pkill -P "$(IFS=,; echo "${daemons[*]}")" || true
  kill "${daemons[@]}" 2>/dev/null || true
}
trap stop EXIT

# start NAME CLASS ARGUMENTS …
start() {
  spark_class "$2" --host 127.0.0.1 --webui-port 0 "${@:3}" >"$logs/$1.log" 2>&1 &
  daemons+=($!)
}

mkdir -p "$logs"
[[ -n ${SPARK_HOME:-} ]] || gather_spark
export SPARK_LOCAL_IP=127.0.0.1 SPARK_WORKER_DIR=$logs/work SPARK_DAEMON_MEMORY=256m
start master org.apache.spark.deploy.master.Master --port "$port"
start worker1 org.apache.spark.deploy.worker.Worker --cores 1 --memory 1g "$master"
start worker2 org.apache.spark.deploy.worker.Worker --cores 1 --memory 1g "$master"
spark_submit --master "$master" --conf spark.driver.host=127.0.0.1 \
  --conf spark.cores.max=2 --conf spark.executor.memory=700m \
  --conf spark.scheduler.minRegisteredResourcesRatio=1 \
  --class io.nibble.spark.Main "$plugin" score "$@"
