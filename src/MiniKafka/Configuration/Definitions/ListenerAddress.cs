using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniKafka.Configuration.Definitions;

/// <summary>One entry of <c>listeners</c> or <c>advertised.listeners</c>, as NAME://host:port.</summary>
/// <param name="Name">The listener, in upper case.</param>
/// <param name="Host">A name or an address; empty for this machine: every address of it to bind, its name to advertise.</param>
/// <param name="Port">0 stands for a free one, and in what is advertised for the one that was bound.</param>
internal sealed partial record ListenerAddress(string Name, string Host, int Port)
{
    private const int LastPort = 65_535;

    /// <summary>True for the addresses that mean "every address of this machine", which nobody can connect to from elsewhere.</summary>
    public bool IsWildcard => Host is "0.0.0.0" or "::";

    public static bool TryParse(string text, [NotNullWhen(true)] out ListenerAddress? address)
    {
        var match = Form().Match(text);
        address = match.Success && int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= LastPort
            ? new ListenerAddress(match.Groups["name"].Value.ToUpperInvariant(), match.Groups["host"].Value, port)
            : null;
        return address is not null;
    }

    /// <summary>Parses texts that were checked before.</summary>
    public static IReadOnlyList<ListenerAddress> ParseAll(IEnumerable<string> texts) =>
        [.. texts.Select(text => TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is no address of a listener."))];

    /// <summary>The address of the broker at a place among all: ports count up with the brokers, unless the system chooses them.</summary>
    public ListenerAddress OfBroker(int index) => Port == 0 ? this : this with { Port = Port + index };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    [GeneratedRegex(@"^(?<name>[^:/,\s]+)://(\[(?<host>[0-9a-zA-Z\-%._:]*)\]|(?<host>[0-9a-zA-Z\-%._]*)):(?<port>[0-9]{1,5})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
