namespace MiniKafka.Client.Serialization;

/// <summary>The type of keys or values that are always null on the wire: <c>Producer&lt;Null, string&gt;</c>.</summary>
public sealed class Null
{
    private Null()
    {
    }
}
