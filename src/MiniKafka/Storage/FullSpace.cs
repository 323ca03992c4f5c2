using Microsoft.Extensions.Logging;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage;

/// <summary>Refuses clients' batches when the space for the logs of the cluster is full, and tells of it: once then, and once when there is room again.</summary>
internal sealed class FullSpace(SpaceAccount account, ILogger logger)
{
    /// <summary>Why a client's batch is refused, in words for the client; null when there is room for it.</summary>
    /// <param name="bytes">Of all its copies.</param>
    public string? Refusal(long bytes)
    {
        if (bytes <= account.FreeBytes)
        {
            if (account.TakeRefusals() is var refused and > 0)
            {
                logger.SpaceIsFree(account.Medium, account.HeldBytes, account.MostBytes, refused);
            }

            return null;
        }

        if (account.CountRefusal() == 1)
        {
            logger.SpaceFull(account.Medium, account.HeldBytes, account.PromisedBytes, account.Option, account.MostBytes);
        }

        return $"The logs hold {account.HeldBytes} bytes of {account.Medium} and followers will copy {account.PromisedBytes} more: too little is left of the {account.MostBytes} of "
            + $"{account.Option}. Delete topics or records, keep less, or raise the limit.";
    }
}
