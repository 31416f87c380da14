// Uploads a document to Prepaidify. Java 17 or newer, JDK only.
// java Upload.java <file> <type> <requestNo>
import static java.net.http.HttpRequest.BodyPublishers.concat;
import static java.net.http.HttpRequest.BodyPublishers.ofFile;
import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Upload {
  static final String PATH = "/open/api/kyc/share/fileUpload";

  public static void main(String[] args) throws Exception {
    var secretKey = System.getenv("SPARRING_PREPAIDIFY_SECRET_KEY");
    if (args.length != 3 || secretKey == null) {
      System.err.println("usage: java Upload.java <file> <type> <requestNo>, with the variables of \"npx sparring env\"");
      System.exit(2);
    }
    var file = Path.of(args[0]);
    var timestamp = String.valueOf(System.currentTimeMillis());
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256"));
    var sign = Base64.getEncoder().encodeToString(mac.doFinal((timestamp + "POST" + PATH).getBytes(UTF_8)));

    // the JDK does not write multipart bodies
    var boundary = UUID.randomUUID().toString();
    var part = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
    var filename = file.getFileName().toString().replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    var head = part.formatted("requestNo", args[2]) + part.formatted("type", args[1]) + "--" + boundary
        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + filename
        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    var request = HttpRequest.newBuilder(URI.create(System.getenv("SPARRING_BASE_URL") + PATH))
        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
        .header("ach-access-key", System.getenv("SPARRING_PREPAIDIFY_ACCESS_KEY"))
        .header("ach-access-timestamp", timestamp)
        .header("ach-access-sign", sign)
        .timeout(Duration.ofSeconds(30))
        .POST(concat(ofString(head), ofFile(file), ofString("\r\n--" + boundary + "--\r\n")))
        .build();
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    var answer = client.send(request, BodyHandlers.ofString()).body();

    System.out.println(field(answer, "code") + " " + field(answer, "msg") + " " + field(answer, "traceId"));
    System.exit(field(answer, "code").equals("0") ? 0 : 1);
  }

  /** A field of the answer; the JDK has no JSON parser, your project probably has one. */
  static String field(String json, String name) {
    var found = Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
    return found.find() ? found.group(1) : "";
  }
}
