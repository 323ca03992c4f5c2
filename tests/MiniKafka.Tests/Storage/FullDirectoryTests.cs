using Disks;
using MiniKafka.Model;

namespace MiniKafka.Tests.Storage;

public class FullDirectoryTests
{
    [Fact]
    public void A_full_directory_is_named_to_the_producer_and_once_in_the_log_until_there_is_room()
    {
        var disk = new FaultyDisk();
        var log = TestLog.Create(fileSystem: disk);
        log.Append("a");
        disk.IsFull = true;
        for (var i = 0; i < 3; i++)
        {
            var refused = log.Append("b");
            Assert.Equal((ErrorCode.KafkaStorageError, "No space is left in the log directory data."), (refused.Error, refused.ErrorMessage));
        }

        disk.IsFull = false;
        Assert.Equal(ErrorCode.None, log.Append("c").Error);
        Assert.Equal(
            [
                "Warning: No space is left in the log directory data: what is produced to its partitions is refused with KAFKA_STORAGE_ERROR until there is. Warned of once.",
                "Information: There is room again in the log directory data; 3 writes were refused meanwhile.",
            ],
            log.Logger.Lines);
    }
}
