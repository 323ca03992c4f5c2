using System.Text;
using System.Text.RegularExpressions;
using Checkout;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.Documents.Reference;

/// <summary>Writes the reference of error codes from the library's table of them.</summary>
internal static partial class ErrorCodeReference
{
    /// <summary>The rooms that know nothing but names: whoever answers a request is in another one.</summary>
    private static readonly string[] NotAnswering = ["Model", "Client"];

    public static string Render()
    {
        var sent = CodesInBrokers();
        var text = new StringBuilder(
            """
            # Error codes

            Every error code of the Kafka protocol. Confluent.Kafka has the same numbers in its `ErrorCode`, where names are a little different, and negative
            numbers of its own for what librdkafka finds out itself (`Local_...`). In `MiniKafka.Model.ErrorCode` they stand as in the second column.
            What to do about those that are met most is told in [troubleshooting](../troubleshooting.md).

            - **retriable**: the same request may succeed later without a change. Clients try again by themselves until their time is over.
            - **sent here**: the code of a broker here names it. The others are known to clients only.

            This page is written from the library's own table, and a test compares the two.

            """.ReplaceLineEndings("\n"));
        text.Head("number", "in the library", "in the protocol", "retriable", "sent here");
        foreach (var code in Enum.GetValues<ErrorCode>().OrderBy(code => (short)code))
        {
            text.Row($"{(short)code}", code.ToString(), code.ToProtocolName(), code.IsRetriable() ? "yes" : "", sent.Contains(code.ToString()) ? "yes" : "");
        }

        return text.ToString();
    }

    private static HashSet<string> CodesInBrokers()
    {
        var library = Path.Combine(RepositoryFolder.Root, "src", "MiniKafka");
        var sources = Directory.EnumerateDirectories(library)
            .Where(folder => !NotAnswering.Contains(Path.GetFileName(folder)) && Path.GetFileName(folder) is not ("bin" or "obj"))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories));
        return [.. sources.SelectMany(file => Code().Matches(File.ReadAllText(file))).Select(match => match.Groups["code"].Value)];
    }

    [GeneratedRegex(@"\bErrorCode\.(?<code>\w+)")]
    private static partial Regex Code();
}
