using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MiniKafka.Dashboard.Pages;

/// <summary>What stands after the question mark.</summary>
internal sealed class PageQuery(IQueryCollection values)
{
    /// <summary>A text; null when it is not given.</summary>
    public string? Text(string name) => values[name].ToString() is { Length: > 0 } text ? text : null;

    /// <exception cref="PageException">It is not given.</exception>
    public string Required(string name) => Text(name) ?? throw new PageException(StatusCodes.Status400BadRequest, $"Say {name}.");

    /// <exception cref="PageException">It is no such number.</exception>
    public int Number(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new PageException(StatusCodes.Status400BadRequest, $"{name} is a number from {least} to {most}.");
    }

    /// <exception cref="PageException">It is neither true nor false.</exception>
    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new PageException(StatusCodes.Status400BadRequest, $"{name} is true or false."),
    };
}
