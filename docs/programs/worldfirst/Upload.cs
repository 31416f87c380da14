// Uploads a document to WorldFirst. .NET 10, no packages.
// dotnet run Upload.cs <file> <attachmentType> <attachmentId>
using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

static class Program
{
    const string Path = "/aps/api/business/onboard/submitAttachment";
    static readonly string ClientId = Variable("SPARRING_WORLDFIRST_CLIENT_ID");

    public static async Task<int> Main(string[] args)
    {
        if (args.Length != 3 || ClientId == "")
        {
            Console.Error.WriteLine("usage: Upload.cs <file> <attachmentType> <attachmentId>, with the variables of \"npx sparring env\"");
            return 2;
        }
        var document = new JsonObject
        {
            ["attachmentId"] = args[2],
            ["attachmentType"] = args[1],
            ["attachmentContent"] = Convert.ToBase64String(File.ReadAllBytes(args[0])),
        };
        var body = Encoding.UTF8.GetBytes(document.ToJsonString());
        var time = DateTimeOffset.Now.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        var signature = Key("SPARRING_WORLDFIRST_CLIENT_PRIVATE_KEY")
            .SignData(Signed(time, body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        var request = new HttpRequestMessage(HttpMethod.Post, Variable("SPARRING_BASE_URL") + Path);
        request.Headers.Add("Client-Id", ClientId);
        request.Headers.Add("Request-Time", time);
        request.Headers.Add("Signature",
            "algorithm=RSA256,keyVersion=2,signature=" + Uri.EscapeDataString(Convert.ToBase64String(signature)));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=UTF-8");
        using (var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) })
        using (var answer = await client.SendAsync(request))
        {
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            var verified = Verify(answer.Headers, bytes);
            var json = JsonNode.Parse(Encoding.UTF8.GetString(bytes));
            var result = json["result"];
            var status = (string)result["resultStatus"];
            if (!verified && status != "F") throw new CryptographicException("the answer is not signed");
            Console.WriteLine("{0} {1} {2}", result["resultCode"], result["resultMessage"], json["attachmentUrl"]);
            return status == "S" ? 0 : 1;
        }
    }

    /// Verifies before anything else reads the answer. Refusals up to the signature check are not signed.
    static bool Verify(HttpResponseHeaders headers, byte[] body)
    {
        var header = Header(headers, "signature");
        var at = header.IndexOf("signature=", StringComparison.Ordinal);
        if (at < 0) return false;
        var signature = Convert.FromBase64String(Uri.UnescapeDataString(header.Substring(at + "signature=".Length)));
        var signed = Signed(Header(headers, "response-time"), body);
        var key = Key("SPARRING_WORLDFIRST_PARTNER_PUBLIC_KEY");
        if (key.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) return true;
        throw new CryptographicException("the signature of the answer is invalid");
    }

    /// What is signed: requests and answers are signed alike.
    static byte[] Signed(string time, byte[] body) =>
        Encoding.UTF8.GetBytes("POST " + Path + "\n" + ClientId + "." + time + ".").Concat(body).ToArray();

    static RSA Key(string variable)
    {
        var key = RSA.Create();
        key.ImportFromPem(Variable(variable));
        return key;
    }

    static string Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? string.Join(",", values) : "";

    static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}
