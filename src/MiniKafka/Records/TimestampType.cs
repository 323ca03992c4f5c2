namespace MiniKafka.Records;

/// <summary>Whose clock a batch's timestamps come from: bit 3 of the attributes.</summary>
internal enum TimestampType
{
    /// <summary>Each record carries the time its producer gave it.</summary>
    CreateTime = 0,

    /// <summary>All records share the batch's maximum timestamp, set by the leader when it appended the batch.</summary>
    LogAppendTime = 1,
}
