using System.Globalization;
using Microsoft.AspNetCore.Http;
using MiniKafka.Dashboard.Pages;

namespace MiniKafka.Dashboard.Messages;

/// <summary>Where somebody goes on who looks through messages: an offset in each partition, as <c>0:17,3:4</c>.</summary>
internal sealed record Cursor(IReadOnlyDictionary<int, long> Offsets)
{
    /// <exception cref="PageException">It is no cursor.</exception>
    public static Cursor Parse(string text)
    {
        var offsets = new Dictionary<int, long>();
        foreach (var part in text.Split(','))
        {
            if (part.Split(':') is not [var partition, var offset]
                || !int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || !long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                || !offsets.TryAdd(index, at))
            {
                throw new PageException(StatusCodes.Status400BadRequest, "cursor is none that was given here.");
            }
        }

        return new Cursor(offsets);
    }

    public override string ToString() =>
        string.Join(',', Offsets.OrderBy(static place => place.Key).Select(static place => string.Create(CultureInfo.InvariantCulture, $"{place.Key}:{place.Value}")));
}
