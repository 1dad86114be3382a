import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/**
 * Runs a query and takes a picture of its page in the Spark UI with a headless browser. Arguments: a
 * query, a file for the picture, a file for what the browser says.
 */
public final class SqlTab {
  private SqlTab() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    spark.sql(args[0]).collectAsList();
    String ui = "http://127.0.0.1:" + spark.sparkContext().uiWebUrl().get().replaceAll(".*:", "");
    String queries =
        get(ui + "/api/v1/applications/" + spark.sparkContext().applicationId() + "/sql");
    long id =
        Pattern.compile("\"id\" : (\\d+)")
            .matcher(queries)
            .results()
            .map(MatchResult::group)
            .mapToLong(text -> Long.parseLong(text.replaceAll("\\D", "")))
            .max()
            .orElseThrow();
    int exit = picture(args[1], new File(args[2]), ui + "/SQL/execution/?id=" + id);
    spark.stop();
    if (exit != 0) {
      throw new IOException("chromium ended with " + exit + ", see " + args[2]);
    }
  }

  private static String get(String page) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(page)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static int picture(String file, File log, String page)
      throws IOException, InterruptedException {
    return new ProcessBuilder(
            "chromium",
            "--headless",
            "--no-sandbox",
            "--no-proxy-server",
            "--hide-scrollbars",
            "--window-size=900,890",
            "--virtual-time-budget=10000",
            "--screenshot=" + file,
            page)
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start()
        .waitFor();
  }
}
