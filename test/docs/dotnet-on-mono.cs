// What .NET has and Mono 6.8 lacks, as far as docs/programs/*/Upload.cs uses it: an asynchronous
// Main, keys from PEM, and System.Text.Json.
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

static class EntryPoint
{
    /// Mono's compiler has no asynchronous Main.
    static int Main(string[] args) => Program.Main(args).GetAwaiter().GetResult();
}

static class Pem
{
    public static void ImportFromPem(this RSA key, string pem)
    {
        var der = System.Convert.FromBase64String(Regex.Replace(pem, "-----.*?-----|\\s", ""));
        var found = new List<byte[]>();
        ReadIntegers(der, found);
        if (found.Count == 2) key.ImportParameters(new RSAParameters { Modulus = found[0], Exponent = found[1] });
        else key.ImportParameters(PrivateKey(found.Skip(found.Count - 8).ToArray()));
    }

    static RSAParameters PrivateKey(byte[][] found)
    {
        var half = found[0].Length / 2;
        return new RSAParameters
        {
            Modulus = found[0], Exponent = found[1], D = Padded(found[2], 2 * half), P = Padded(found[3], half),
            Q = Padded(found[4], half), DP = Padded(found[5], half), DQ = Padded(found[6], half), InverseQ = Padded(found[7], half),
        };
    }

    static byte[] Padded(byte[] bytes, int length) => new byte[length - bytes.Length].Concat(bytes).ToArray();

    /// The integers of a DER structure, at any depth; an octet or bit string of a key holds a further structure.
    static void ReadIntegers(byte[] der, List<byte[]> found)
    {
        for (var at = 0; at + 1 < der.Length;)
        {
            int tag = der[at++], length = der[at++];
            if (length > 0x80)
            {
                var count = length & 0x7f;
                for (length = 0; count > 0; count--) length = length << 8 | der[at++];
            }
            var content = der.Skip(at).Take(length).ToArray();
            at += length;
            if (tag == 0x02) found.Add(content.SkipWhile(value => value == 0).ToArray());
            else if (tag == 0x30 || tag == 0x04) ReadIntegers(content, found);
            else if (tag == 0x03) ReadIntegers(content.Skip(1).ToArray(), found);
        }
    }
}

namespace System.Text.Json.Nodes
{
    /// An object of strings and objects, without escapes but \" and \\.
    class JsonNode
    {
        string text;
        protected readonly Dictionary<string, JsonNode> fields = new Dictionary<string, JsonNode>();

        public static JsonNode Parse(string json)
        {
            var tokens = Regex.Matches(json, "[{}:,]|\"(?:[^\"\\\\]|\\\\.)*\"|[a-z]+").Cast<Match>().Select(found => found.Value);
            return Read(new Queue<string>(tokens));
        }

        static JsonNode Read(Queue<string> tokens)
        {
            var token = tokens.Dequeue();
            if (token != "{") return new JsonNode { text = Regex.Replace(token.Trim('"'), "\\\\(.)", "$1") };
            var node = new JsonNode();
            while (tokens.Peek() != "}")
            {
                if (tokens.Peek() == ",") tokens.Dequeue();
                var name = tokens.Dequeue().Trim('"');
                tokens.Dequeue();
                node.fields[name] = Read(tokens);
            }
            tokens.Dequeue();
            return node;
        }

        public JsonNode this[string name]
        {
            get => fields.TryGetValue(name, out var node) ? node : null;
            set => fields[name] = value;
        }

        public static implicit operator JsonNode(string text) => new JsonNode { text = text };
        public static explicit operator string(JsonNode node) => node.text;
        public override string ToString() => text;
        public string ToJsonString() => "{" + string.Join(",", fields.Select(pair => Quoted(pair.Key) + ":" + Quoted(pair.Value.text))) + "}";
        static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
    }

    class JsonObject : JsonNode
    {
    }
}
