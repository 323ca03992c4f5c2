namespace MiniKafka.Protocol.Persisted;

/// <summary>Finds the class of a persisted record by its family and type; derived from the definitions by the source generator.</summary>
internal static partial class PersistedCatalog
{
    /// <summary>Reads a record; null when the family has no such type, which newer software may have written.</summary>
    public static IPersistedRecord? TryRead(RecordFamily family, short type, ref ProtocolReader reader, short version) =>
        FindDecoder(family, type)?.Invoke(ref reader, version);
}
