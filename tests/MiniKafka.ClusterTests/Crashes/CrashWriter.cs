using System.Globalization;
using System.Text;
using MiniKafka.Records;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Logs;

namespace MiniKafka.ClusterTests.Crashes;

/// <summary>
/// The process that is killed: appends records whose value is their offset, several at a time, and prints an offset once its
/// record is flushed. It never ends by itself.
/// </summary>
internal static class CrashWriter
{
    public const string Command = "crash-writer";

    /// <summary>The first line, printed before the log is opened.</summary>
    public const string Started = "started";

    private const int Together = 3;

    public static async Task RunAsync(string directory)
    {
        using var output = Console.OpenStandardOutput();
        Print(output, Started);
        await CrashLogs.RunAsync(directory, async (manager, log) =>
        {
            while (true)
            {
                for (var i = 0; i < Together; i++)
                {
                    Append(log);
                }

                if (!await manager.FlushAsync(log))
                {
                    throw new IOException("The log directory failed.");
                }

                Print(output, (log.LogEndOffset - 1).ToString(CultureInfo.InvariantCulture));
            }
        });
    }

    private static void Append(PartitionLog log)
    {
        var builder = new RecordBatchBuilder();
        builder.TryAppend(1_700_000_000_000 + log.LogEndOffset, NullableBytes.Null, Encoding.ASCII.GetBytes(log.LogEndOffset.ToString(CultureInfo.InvariantCulture)));
        var batch = builder.Build();
        var result = log.AppendAsLeader(batch, leaderEpoch: 0);
        batch.Release();
        if (!result.IsSuccess)
        {
            throw new IOException($"{result.Error}: {result.ErrorMessage}");
        }
    }

    /// <summary>One write per line, so that a line is there as soon as it is true.</summary>
    private static void Print(Stream output, string line)
    {
        output.Write(Encoding.ASCII.GetBytes(line + "\n"));
        output.Flush();
    }
}
