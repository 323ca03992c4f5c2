using System.Text;
using MiniKafka.Client;

namespace MiniKafka.Dashboard.Messages;

/// <summary>Whether a text stands in a message: in its key, its value, or a header's name or value, in any case of its letters.</summary>
internal static class MessageFilter
{
    public static bool Matches(Message<byte[]?, byte[]?> message, string filter) => filter.Length == 0
        || Contains(message.Value, filter)
        || Contains(message.Key, filter)
        || (message.Headers?.Any(header => header.Key.Contains(filter, StringComparison.OrdinalIgnoreCase) || Contains(header.Value, filter)) ?? false);

    private static bool Contains(ReadOnlyMemory<byte>? bytes, string filter) =>
        bytes is { } given && Encoding.UTF8.GetString(given.Span).Contains(filter, StringComparison.OrdinalIgnoreCase);
}
