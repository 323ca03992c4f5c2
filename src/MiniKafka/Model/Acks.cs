namespace MiniKafka.Model;

/// <summary>How many replicas must have a record batch before the leader acknowledges it.</summary>
public enum Acks : short
{
    /// <summary>Every in-sync replica; with <c>min.insync.replicas</c> as the lower bound.</summary>
    All = -1,

    /// <summary>No acknowledgement at all.</summary>
    None = 0,

    /// <summary>The leader alone.</summary>
    Leader = 1,
}
