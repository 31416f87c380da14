// Uploads a document to Prepaidify. .NET 10, no packages.
// dotnet run Upload.cs <file> <type> <requestNo>
using System;
using System.IO;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

static class Program
{
    const string Path = "/open/api/kyc/share/fileUpload";

    public static async Task<int> Main(string[] args)
    {
        var secretKey = Environment.GetEnvironmentVariable("SPARRING_PREPAIDIFY_SECRET_KEY");
        if (args.Length != 3 || secretKey == null)
        {
            Console.Error.WriteLine("usage: Upload.cs <file> <type> <requestNo>, with the variables of \"npx sparring env\"");
            return 2;
        }
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString();
        var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secretKey));
        var sign = Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(timestamp + "POST" + Path)));

        var form = new MultipartFormDataContent();
        form.Add(new StringContent(args[2]), "requestNo");
        form.Add(new StringContent(args[1]), "type");
        // a quotation mark in a file name makes Add throw
        var filename = System.IO.Path.GetFileName(args[0]).Replace("\"", "%22");
        form.Add(new ByteArrayContent(File.ReadAllBytes(args[0])), "file", filename);

        var request = new HttpRequestMessage(HttpMethod.Post, Environment.GetEnvironmentVariable("SPARRING_BASE_URL") + Path);
        request.Headers.Add("ach-access-key", Environment.GetEnvironmentVariable("SPARRING_PREPAIDIFY_ACCESS_KEY"));
        request.Headers.Add("ach-access-timestamp", timestamp);
        request.Headers.Add("ach-access-sign", sign);
        request.Content = form;
        using (var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) })
        using (var answer = await client.SendAsync(request))
        {
            var result = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
            Console.WriteLine("{0} {1} {2}", result["code"], result["msg"], result["traceId"]);
            return (string)result["code"] == "0" ? 0 : 1;
        }
    }
}
