namespace MiniKafka.Protocol.Declarations;

/// <summary>
/// Says which field of the request a field of the response says again: of a list, that each item asked for has its item in the answer; of
/// another field, which item it is. A refusal is made of these: it answers every item with its error.
/// </summary>
/// <param name="source">
/// The request's field, when its name is another; the items themselves where the request lists bare names or numbers, and then nothing is named.
/// </param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
internal sealed class EchoAttribute(string? source = null) : Attribute
{
    public string? Source { get; } = source;

    /// <summary>First version whose refusals list the items.</summary>
    public short Since { get; set; }

    /// <summary>Last version whose refusals list the items; from then on an error for all of them is enough.</summary>
    public short Until { get; set; } = short.MaxValue;
}
