using MiniKafka.Broker.Membership;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;

namespace MiniKafka.Tests.Broker.Membership;

public sealed class MetadataSinceRegistrationTests
{
    [Fact]
    public void What_the_log_says_of_an_earlier_process_is_not_acted_upon()
    {
        var metadata = new MetadataSinceRegistration(brokerId: 1, incarnation: new Uuid(1, 2));
        var earlier = With(ClusterImage.Empty, new Uuid(1, 1));
        Assert.Null(metadata.Of(new ImageChanges(ClusterImage.Empty, earlier)));

        var own = With(earlier, new Uuid(1, 2));
        Assert.Equal((ClusterImage.Empty, own), Acted(earlier, own));
        Assert.Equal((own, earlier), Acted(own, earlier));

        (ClusterImage Before, ClusterImage After) Acted(ClusterImage before, ClusterImage after) =>
            metadata.Of(new ImageChanges(before, after)) is { } changes ? (changes.Before, changes.After) : default;
    }

    private static ClusterImage With(ClusterImage image, Uuid incarnation) => image with
    {
        Brokers = image.Brokers.SetItem(1, new BrokerRegistration { Id = 1, Epoch = 3, IncarnationId = incarnation, Endpoints = [] }),
    };
}
