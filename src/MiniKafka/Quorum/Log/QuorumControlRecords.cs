using System.Buffers.Binary;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Quorum.Voters;
using MiniKafka.Records;

namespace MiniKafka.Quorum.Log;

/// <summary>
/// The control records of the metadata log and its snapshots: key = version and type (two 16-bit numbers), value = the
/// message of that type in version 0.
/// </summary>
internal static class QuorumControlRecords
{
    private const short KeyVersion = 0;
    private const short ValueVersion = 0;
    private const int KeyBytes = 4;

    public static void AppendLeaderChange(RecordBatchBuilder batch, long timestamp, int leaderId, VoterSet voters, IEnumerable<int> granting) =>
        Append(batch, timestamp, QuorumControlType.LeaderChange, new LeaderChangeMessage
        {
            Version = ValueVersion,
            LeaderId = leaderId,
            Voters = [.. voters.Ids.Select(id => new LeaderChangeMessage.Voter { VoterId = id })],
            GrantingVoters = [.. granting.Select(id => new LeaderChangeMessage.Voter { VoterId = id })],
        });

    public static void AppendKRaftVersion(RecordBatchBuilder batch, long timestamp, short version) =>
        Append(batch, timestamp, QuorumControlType.KRaftVersion, new KRaftVersionRecord { KRaftVersion = version });

    public static void AppendVoters(RecordBatchBuilder batch, long timestamp, VoterSet voters) =>
        Append(batch, timestamp, QuorumControlType.KRaftVoters, new VotersRecord
        {
            Voters =
            [
                .. voters.Voters.Select(voter => new VotersRecord.Voter
                {
                    VoterId = voter.Id,
                    VoterDirectoryId = voter.Key.DirectoryId,
                    Endpoints = [.. voter.Endpoints.Select(endpoint => new VotersRecord.Endpoint { Name = endpoint.Name, Host = endpoint.Host, Port = endpoint.Port })],
                    KRaftVersionFeature = new VotersRecord.KRaftVersionFeature
                    {
                        MinSupportedVersion = voter.MinKRaftVersion,
                        MaxSupportedVersion = voter.MaxKRaftVersion,
                    },
                }),
            ],
        });

    public static void AppendSnapshotHeader(RecordBatchBuilder batch, long timestamp, long lastContainedLogTimestamp) =>
        Append(batch, timestamp, QuorumControlType.SnapshotHeader, new SnapshotHeaderRecord { LastContainedLogTimestamp = lastContainedLogTimestamp });

    public static void AppendSnapshotFooter(RecordBatchBuilder batch, long timestamp) =>
        Append(batch, timestamp, QuorumControlType.SnapshotFooter, new SnapshotFooterRecord());

    /// <summary>The type a control record's key names; types of later versions are told as they are.</summary>
    public static QuorumControlType TypeOf(NullableBytes key) => key.Span.Length >= KeyBytes
        ? (QuorumControlType)BinaryPrimitives.ReadInt16BigEndian(key.Span[2..])
        : throw new InvalidDataException("A control record has no type.");

    public static short ReadKRaftVersion(ReadOnlyMemory<byte> value)
    {
        var reader = new ProtocolReader(value);
        return KRaftVersionRecord.Read(ref reader, ValueVersion).KRaftVersion;
    }

    public static long ReadLastContainedLogTimestamp(ReadOnlyMemory<byte> value)
    {
        var reader = new ProtocolReader(value);
        return SnapshotHeaderRecord.Read(ref reader, ValueVersion).LastContainedLogTimestamp;
    }

    public static VoterSet ReadVoters(ReadOnlyMemory<byte> value)
    {
        var reader = new ProtocolReader(value);
        return VoterSet.Of(VotersRecord.Read(ref reader, ValueVersion).Voters.Select(voter => new Voter(
            new ReplicaKey(voter.VoterId, voter.VoterDirectoryId),
            [.. voter.Endpoints.Select(endpoint => new VoterEndpoint(endpoint.Name, endpoint.Host, endpoint.Port))],
            voter.KRaftVersionFeature.MinSupportedVersion,
            voter.KRaftVersionFeature.MaxSupportedVersion)));
    }

    private static void Append(RecordBatchBuilder batch, long timestamp, QuorumControlType type, IMessage value)
    {
        var key = new byte[KeyBytes];
        BinaryPrimitives.WriteInt16BigEndian(key, KeyVersion);
        BinaryPrimitives.WriteInt16BigEndian(key.AsSpan(2), (short)type);
        batch.TryAppend(timestamp, key, MessageEncoder.ToArray(value, ValueVersion));
    }
}
