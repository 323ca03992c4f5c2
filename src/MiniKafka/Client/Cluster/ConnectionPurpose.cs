namespace MiniKafka.Client.Cluster;

/// <summary>
/// What a connection is for. A broker handles one request at a time per connection, so requests that may be delayed there get
/// connections of their own.
/// </summary>
internal enum ConnectionPurpose
{
    /// <summary>Metadata, offsets, administration: answered at once.</summary>
    General,

    /// <summary>Record batches to their leaders.</summary>
    Produce,

    /// <summary>Fetches, which wait for data.</summary>
    Fetch,

    /// <summary>Joining and syncing a group, which wait for other members; heartbeats and commits.</summary>
    Coordination,
}
