namespace MiniKafka.Storage.Recovery;

/// <summary>A log is damaged where it was committed already, and is left as it is.</summary>
internal sealed class CommittedDamageException(string path, SegmentDamage damage, long reach)
    : IOException($"'{path}' is damaged at byte {damage.Position} (offset {damage.Offset}): {damage.Reason}. Offsets can be made out there up to {reach - 1}.");
