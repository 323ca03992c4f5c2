using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniKafka.Configuration.Definitions;

/// <summary>One entry of <c>controller.quorum.voters</c>, as id@host:port.</summary>
internal sealed partial record VoterAddress(int Id, string Host, int Port)
{
    private const int LastPort = 65_535;

    public static bool TryParse(string text, [NotNullWhen(true)] out VoterAddress? address)
    {
        address = null;
        var match = Form().Match(text);
        if (match.Success
            && int.TryParse(match.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= LastPort)
        {
            address = new VoterAddress(id, match.Groups["host"].Value, port);
        }

        return address is not null;
    }

    /// <summary>Parses texts that were checked before.</summary>
    public static IReadOnlyList<VoterAddress> ParseAll(IEnumerable<string> texts) =>
        [.. texts.Select(text => TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is no address of a voter."))];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}@{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    [GeneratedRegex(@"^(?<id>[0-9]+)@(\[(?<host>[0-9a-zA-Z\-%._:]+)\]|(?<host>[0-9a-zA-Z\-%._]+)):(?<port>[0-9]{1,5})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
