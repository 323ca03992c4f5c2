using System.Text;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Faults;

/// <summary>The transactions of a crash campaign: a few producers that write, commit and abort, each going on where the log says that it was.</summary>
internal static class CampaignTransactions
{
    private const int Producers = 3;
    private const int CommitType = 1;

    /// <summary>A producer's next batch, or the marker that ends its transaction; then the value says how.</summary>
    public static (SharedBytes Batch, AppendOrigin Origin) Next(PartitionLog log, Random random, long timestamp, ref string value)
    {
        var producerId = random.Next(Producers);
        var known = log.Producers.Find(producerId);
        if (known is { CurrentTransactionFirstOffset: >= 0 } && random.Next(3) == 0)
        {
            var commit = random.Next(2) == 0;
            value = TextOf(commit);
            return (ControlRecords.EndTransaction(commit, producerId, producerEpoch: 0, coordinatorEpoch: 0, timestamp), AppendOrigin.Coordinator);
        }

        var builder = new RecordBatchBuilder { IsTransactional = true };
        builder.TryAppend(timestamp, NullableBytes.Null, Encoding.UTF8.GetBytes(value));
        builder.SetProducer(producerId, producerEpoch: 0, (known?.LastSequence ?? -1) + 1);
        return (builder.Build(), AppendOrigin.Client);
    }

    /// <summary>What a marker that was read says.</summary>
    public static string TextOf(ReadRecord marker) => TextOf(marker.Key![3] == CommitType);

    private static string TextOf(bool commit) => commit ? "commit" : "abort";
}
