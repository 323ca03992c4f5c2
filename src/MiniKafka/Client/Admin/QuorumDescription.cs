using MiniKafka.Model;

namespace MiniKafka.Client.Admin;

/// <summary>The controllers, and how far each has the metadata log.</summary>
/// <param name="LeaderId">Node id of the active controller.</param>
/// <param name="LeaderEpoch">Its epoch.</param>
/// <param name="HighWatermark">Up to where the log is committed.</param>
/// <param name="Voters">Those who elect the active controller, by node id.</param>
/// <param name="Observers">Those who follow the log without a vote, by node id.</param>
public sealed record QuorumDescription(
    int LeaderId, int LeaderEpoch, long HighWatermark, IReadOnlyList<QuorumReplica> Voters, IReadOnlyList<QuorumReplica> Observers);

/// <summary>A node that follows the metadata log.</summary>
/// <param name="NodeId">Its node id.</param>
/// <param name="DirectoryId">Its directory's id; zero when unknown.</param>
/// <param name="LogEndOffset">How far it is; -1 when unknown.</param>
/// <param name="LastFetchTimestampMs">When it fetched last, in Unix milliseconds; -1 when unknown.</param>
/// <param name="LastCaughtUpTimestampMs">When it had everything last, in Unix milliseconds; -1 when unknown.</param>
public sealed record QuorumReplica(int NodeId, Uuid DirectoryId, long LogEndOffset, long LastFetchTimestampMs, long LastCaughtUpTimestampMs);

/// <summary>Where a controller listens.</summary>
/// <param name="Listener">The listener's name, such as <c>CONTROLLER</c>.</param>
/// <param name="Host">Its host.</param>
/// <param name="Port">Its port, from 0 to 65535.</param>
public sealed record RaftVoterEndpoint(string Listener, string Host, int Port);
