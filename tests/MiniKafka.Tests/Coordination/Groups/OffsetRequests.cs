using MiniKafka.Coordination;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Tests.Coordination.Groups;

/// <summary>The offset requests that tests send.</summary>
internal static class OffsetRequests
{
    extension(GroupBroker broker)
    {
        public static OffsetCommitRequest CommitRequest(
            int generation, string member, string? instance, params (string Topic, int Partition, long Offset, string Metadata)[] offsets) => new()
        {
            GroupId = "g",
            GenerationIdOrMemberEpoch = generation,
            MemberId = member,
            GroupInstanceId = instance,
            Topics = [.. offsets.Select(o => new OffsetCommitRequest.OffsetCommitRequestTopic
            {
                Name = o.Topic,
                Partitions =
                [
                    new OffsetCommitRequest.OffsetCommitRequestPartition
                    {
                        PartitionIndex = o.Partition,
                        CommittedOffset = o.Offset,
                        CommittedMetadata = o.Metadata,
                    },
                ],
            })],
        };

        /// <summary>Commits for t-0.</summary>
        public async Task<ErrorCode> CommitAsync(
            long offset, int generation = -1, string member = "", string? instance = null, short version = 9, long retentionMs = -1, string topic = "t")
        {
            var request = GroupBroker.CommitRequest(generation, member, instance, (topic, 0, offset, ""));
            request.RetentionTimeMs = retentionMs;
            var response = await broker.Coordinator.OffsetCommitAsync(GroupBroker.Context(version), request);
            return response.Topics[0].Partitions[0].ErrorCode;
        }

        /// <summary>Commits for t-0 in the transaction of a producer.</summary>
        public async Task<ErrorCode> CommitInTransactionAsync(long producerId, long offset, int generation = -1, string member = "")
        {
            var response = await broker.Coordinator.TxnOffsetCommitAsync(new TxnOffsetCommitRequest
            {
                GroupId = "g",
                ProducerId = producerId,
                GenerationId = generation,
                MemberId = member,
                Topics =
                [
                    new TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic
                    {
                        Name = "t",
                        Partitions = [new TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition { CommittedOffset = offset }],
                    },
                ],
            });
            return response.Topics[0].Partitions[0].ErrorCode;
        }

        public async Task EndTransactionAsync(long producerId, bool commit) =>
            Assert.Equal(ErrorCode.None, await broker.Coordinator.EndTransactionAsync(0, new TransactionalProducer(producerId, 0), 0, commit));

        public async Task<ErrorCode> DeleteOffsetAsync(string topic, int partition)
        {
            var response = await broker.Coordinator.OffsetDeleteAsync(0, new OffsetDeleteRequest
            {
                GroupId = "g",
                Topics =
                [
                    new OffsetDeleteRequest.OffsetDeleteRequestTopic
                    {
                        Name = topic,
                        Partitions = [new OffsetDeleteRequest.OffsetDeleteRequestPartition { PartitionIndex = partition }],
                    },
                ],
            });
            return response.ErrorCode != ErrorCode.None ? response.ErrorCode : response.Topics[0].Partitions[0].ErrorCode;
        }

        /// <summary>What is stored, as text; with partitions given those of topic t, else everything.</summary>
        public async Task<string> StoredAsync(bool requireStable = false, params int[] partitions)
        {
            var response = await broker.Coordinator.OffsetFetchAsync(GroupBroker.Context(9), new OffsetFetchRequest
            {
                RequireStable = requireStable,
                Groups =
                [
                    new OffsetFetchRequest.OffsetFetchRequestGroup
                    {
                        GroupId = "g",
                        Topics = partitions.Length == 0
                            ? null
                            : [new OffsetFetchRequest.OffsetFetchRequestTopics { Name = "t", PartitionIndexes = [.. partitions] }],
                    },
                ],
            });
            Assert.Equal(ErrorCode.None, response.Groups[0].ErrorCode);
            return string.Join(' ', response.Groups[0].Topics.SelectMany(t => t.Partitions.Select(p =>
                $"{t.Name}-{p.PartitionIndex}={(p.ErrorCode == ErrorCode.None ? p.CommittedOffset.ToString() : p.ErrorCode.ToString())}")));
        }
    }
}
