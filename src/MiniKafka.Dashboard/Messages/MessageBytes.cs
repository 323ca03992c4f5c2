using System.Text;
using System.Text.Unicode;

namespace MiniKafka.Dashboard.Messages;

/// <summary>Bytes of a message as they are shown: as text where they are UTF-8, and in base64; of many only the first.</summary>
/// <param name="Text">As text; null where they are none.</param>
/// <param name="Base64">In base64.</param>
/// <param name="Size">How many there are.</param>
/// <param name="Cut">Whether only the first are here.</param>
internal sealed record MessageBytes(string? Text, string Base64, int Size, bool Cut)
{
    public const int MostShown = 64 * 1024;

    public static MessageBytes? Of(byte[]? bytes) => bytes is null ? null : Of(bytes.AsMemory());

    public static MessageBytes? Of(ReadOnlyMemory<byte>? bytes)
    {
        if (bytes is not { } given)
        {
            return null;
        }

        var shown = given.Span;
        var isText = Utf8.IsValid(shown);
        if (shown.Length > MostShown)
        {
            var end = MostShown;
            while (isText && (shown[end] & 0xC0) == 0x80)
            {
                // Not in the middle of a character.
                end--;
            }

            shown = shown[..end];
        }

        return new MessageBytes(isText ? Encoding.UTF8.GetString(shown) : null, Convert.ToBase64String(shown), given.Length, shown.Length < given.Length);
    }
}
