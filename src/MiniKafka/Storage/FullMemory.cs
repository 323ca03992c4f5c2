using Microsoft.Extensions.Logging;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage;

/// <summary>Refuses clients' batches when the memory for the logs of the cluster is full, and tells of it: once then, and once when there is room again.</summary>
internal sealed class FullMemory(MemoryAccount account, ILogger logger)
{
    /// <summary>Why a client's batch is refused, in words for the client; null when there is room for it.</summary>
    /// <param name="bytes">Of all its copies.</param>
    public string? Refusal(long bytes)
    {
        if (bytes <= account.FreeBytes)
        {
            if (account.TakeRefusals() is var refused and > 0)
            {
                logger.MemoryHasRoom(account.HeldBytes, account.MostBytes, refused);
            }

            return null;
        }

        if (account.CountRefusal() == 1)
        {
            logger.MemoryFull(account.HeldBytes, account.PromisedBytes, account.MostBytes);
        }

        return $"The logs in memory hold {account.HeldBytes} bytes and followers will copy {account.PromisedBytes} more: too little is left of the {account.MostBytes} of "
            + "KafkaClusterOptions.MemoryLimit. Delete topics or records, keep less, or raise the limit.";
    }
}
