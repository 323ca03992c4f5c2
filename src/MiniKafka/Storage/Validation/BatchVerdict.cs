using MiniKafka.Model;
using MiniKafka.Records;

namespace MiniKafka.Storage.Validation;

/// <summary>What the leader found out about a batch that a producer sent.</summary>
internal readonly record struct BatchVerdict
{
    /// <summary>Why it is refused; <see cref="ErrorCode.None"/> when it is not.</summary>
    public ErrorCode Error { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<RecordRejection>? Rejections { get; init; }

    /// <summary>The batch was refused for its bytes alone, before the log had a say: the answer tells no log start offset.</summary>
    public bool IsUnread { get; init; }

    /// <summary>The largest timestamp of its records, when they were looked at.</summary>
    public long MaxTimestamp { get; init; }

    /// <summary>Bytes of the batch; what follows them is dropped.</summary>
    public int Size { get; init; }

    public static BatchVerdict Unread(ErrorCode error, string? message = null) => new() { Error = error, Message = message, IsUnread = true };

    public static BatchVerdict Refused(ErrorCode error, string? message = null, IReadOnlyList<RecordRejection>? rejections = null) =>
        new() { Error = error, Message = message, Rejections = rejections };

    /// <summary>The header says something else than the records, or than the topic wants: the copy in the log must be changed.</summary>
    public bool NeedsTimestamp(in RecordBatchView batch, LogConfig config) =>
        config.TimestampType != batch.TimestampType || (config.TimestampType == TimestampType.CreateTime && batch.MaxTimestamp != MaxTimestamp);
}
