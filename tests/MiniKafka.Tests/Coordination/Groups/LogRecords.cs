using MiniKafka.Coordination;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Records;

namespace MiniKafka.Tests.Coordination.Groups;

/// <summary>Records that others have written, and subscriptions as consumers send them.</summary>
internal static class LogRecords
{
    extension(GroupBroker broker)
    {
        public static CoordinatorRecord Record(IPersistedRecord key, IPersistedRecord? value, short version) => new(
            CoordinatorRecordSerde.EncodeKey(key), value is null ? null : CoordinatorRecordSerde.EncodeValue(value, version));

        /// <summary>Appends behind the coordinator's back; it learns of it when it loads the log.</summary>
        public void WriteToLog(CoordinatorRecord record)
        {
            var builder = new RecordBatchBuilder();
            builder.TryAppend(1, record.Key, record.Value);
            broker.Log.Append(0, 0, builder.Build());
        }

        /// <summary>The only member, a consumer that subscribes to these topics.</summary>
        public async Task<JoinGroupResponse> JoinSubscribingAsync(params string[] topics)
        {
            var request = new JoinGroupRequest
            {
                GroupId = "g",
                ProtocolType = "consumer",
                SessionTimeoutMs = 30_000,
                RebalanceTimeoutMs = 30_000,
                Protocols =
                [
                    new JoinGroupRequest.JoinGroupRequestProtocol
                    {
                        Name = "range",
                        Metadata = VersionedData.Encode(new ConsumerProtocolSubscription { Topics = [.. topics] }, 3),
                    },
                ],
            };
            return await broker.Coordinator.JoinGroupAsync(GroupBroker.Context(3), request);
        }
    }
}
