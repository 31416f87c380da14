// Uploads a document to WorldFirst. Java 17 or newer, JDK only.
// java Upload.java <file> <attachmentType> <attachmentId>
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.regex.Pattern;

public class Upload {
  static final String PATH = "/aps/api/business/onboard/submitAttachment";
  static final String CLIENT_ID = System.getenv("SPARRING_WORLDFIRST_CLIENT_ID");

  public static void main(String[] args) throws Exception {
    if (args.length != 3 || CLIENT_ID == null) {
      System.err.println(
          "usage: java Upload.java <file> <attachmentType> <attachmentId>, with the variables of \"npx sparring env\"");
      System.exit(2);
    }
    var content = Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(args[0])));
    var body = "{\"attachmentId\":%s,\"attachmentType\":%s,\"attachmentContent\":\"%s\"}"
        .formatted(quoted(args[2]), quoted(args[1]), content).getBytes(UTF_8);
    var time = OffsetDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx"));
    var signer = Signature.getInstance("SHA256withRSA");
    signer.initSign(KeyFactory.getInstance("RSA")
        .generatePrivate(new PKCS8EncodedKeySpec(der("SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY"))));
    signer.update(head(time)); // "POST <path>\n<client id>.<time>."
    signer.update(body);
    var signature = URLEncoder.encode(Base64.getEncoder().encodeToString(signer.sign()), UTF_8);

    var request = HttpRequest.newBuilder(URI.create(System.getenv("SPARRING_BASE_URL") + PATH))
        .header("Content-Type", "application/json; charset=UTF-8")
        .header("Client-Id", CLIENT_ID)
        .header("Request-Time", time)
        .header("Signature", "algorithm=RSA256,keyVersion=2,signature=" + signature)
        .timeout(Duration.ofSeconds(30))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    var answer = client.send(request, BodyHandlers.ofByteArray());

    var verified = verified(answer);
    var json = new String(answer.body(), UTF_8);
    var status = field(json, "resultStatus");
    if (!verified && !status.equals("F")) throw new SecurityException("the answer is not signed");
    System.out.println(field(json, "resultCode") + " " + field(json, "resultMessage") + " " + field(json, "attachmentUrl"));
    System.exit(status.equals("S") ? 0 : 1);
  }

  /** Verifies before anything else reads the answer. Refusals up to the signature check are not signed. */
  static boolean verified(HttpResponse<byte[]> answer) throws Exception {
    var header = answer.headers().firstValue("signature").orElse("");
    var at = header.indexOf("signature=");
    if (at < 0) return false;
    var value = URLDecoder.decode(header.substring(at + "signature=".length()).replace("+", "%2B"), UTF_8);
    var verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(KeyFactory.getInstance("RSA")
        .generatePublic(new X509EncodedKeySpec(der("SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY"))));
    verifier.update(head(answer.headers().firstValue("response-time").orElse("")));
    verifier.update(answer.body());
    if (verifier.verify(Base64.getDecoder().decode(value))) return true;
    throw new SecurityException("the signature of the answer is invalid");
  }

  /** What is signed in front of the body: requests and answers are signed alike. */
  static byte[] head(String time) {
    return ("POST " + PATH + "\n" + CLIENT_ID + "." + time + ".").getBytes(UTF_8);
  }

  static byte[] der(String variable) {
    return Base64.getMimeDecoder().decode(System.getenv(variable).replaceAll("-----[A-Z ]+-----", ""));
  }

  /** A JSON string without control characters; the JDK has no JSON library, your project probably has one. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  static String field(String json, String name) {
    var found = Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
    return found.find() ? found.group(1) : "";
  }
}
