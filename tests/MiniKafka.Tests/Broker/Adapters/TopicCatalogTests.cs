using MiniKafka.Broker;
using MiniKafka.Broker.Adapters;
using MiniKafka.Configuration.Effective;
using MiniKafka.Coordination;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;

namespace MiniKafka.Tests.Broker.Adapters;

/// <summary>What coordinators know of topics.</summary>
public sealed class TopicCatalogTests
{
    private readonly ClusterView _view = new(1, "cluster", BrokerConfigLayers.FromProperties([]));
    private readonly TopicCatalog _catalog;
    private readonly List<TopicChanges> _told = [];

    public TopicCatalogTests()
    {
        _catalog = new TopicCatalog(_view);
        _catalog.Changed += _told.Add;
    }

    [Fact]
    public void It_knows_names_ids_partitions_and_the_racks_of_their_replicas()
    {
        Publish(Image(("t", 7, [[1, 2], [3, 1]]), ("u", 8, [[3]])));
        Assert.Equal((2, 1, 0), (_catalog.PartitionCount("t"), _catalog.PartitionCount("u"), _catalog.PartitionCount("none")));
        Assert.Equal((new Uuid(0, 7), Uuid.Zero), (_catalog.FindId("t"), _catalog.FindId("none")));
        Assert.Equal(("u", null), (_catalog.FindName(new Uuid(0, 8)), _catalog.FindName(new Uuid(0, 9))));
        Assert.Equal((true, false, false, false), (_catalog.Contains("t", 1), _catalog.Contains("t", 2), _catalog.Contains("t", -1), _catalog.Contains("none", 0)));
        Assert.Equal(["east", "west"], _catalog.RacksOf("t", 0));
        Assert.Equal(["east"], _catalog.RacksOf("t", 1));
        Assert.Empty(_catalog.RacksOf("u", 0));
        Assert.Empty(_catalog.RacksOf("t", 2));
    }

    [Fact]
    public void It_tells_which_topics_are_new_larger_elsewhere_or_gone_and_of_nothing_else()
    {
        Publish(Image(("t", 7, [[1]]), ("u", 8, [[2]])));
        Assert.Equal((" deleted", "t u altered"), Told());
        Publish(Image(("t", 7, [[1]]), ("u", 8, [[2], [1]])));
        Assert.Equal((" deleted", "u altered"), Told());
        Publish(Image(("t", 7, [[1, 2]]), ("u", 8, [[2], [1]])));
        Assert.Equal((" deleted", "t altered"), Told());
        Publish(Image(("t", 9, [[1, 2]])));
        Assert.Equal(("t u deleted", "t altered"), Told());
        Publish(Image(leader: 2, ("t", 9, [[1, 2]])));
        Assert.Empty(_told);
        Publish(Image());
        Assert.Equal(("t deleted", " altered"), Told());
    }

    private (string Deleted, string Altered) Told()
    {
        var changes = Assert.Single(_told);
        _told.Clear();
        return ($"{string.Join(' ', changes.Deleted.Order())} deleted", $"{string.Join(' ', changes.Altered.Order())} altered");
    }

    private void Publish(ClusterImage image)
    {
        var changes = new ImageChanges(_view.Image, image);
        _view.Publish(image, _view.ImageOffset + 1);
        _catalog.Apply(changes);
    }

    private static ClusterImage Image(params (string Name, ulong Id, int[][] Replicas)[] topics) => Image(1, topics);

    /// <summary>Three brokers, two of which have a rack, and topics with these replicas.</summary>
    private static ClusterImage Image(int leader, params (string Name, ulong Id, int[][] Replicas)[] topics)
    {
        var image = ClusterImage.Empty;
        foreach (var (id, rack) in new[] { (1, "east"), (2, "west"), (3, null) })
        {
            image = image with { Brokers = image.Brokers.Add(id, new BrokerRegistration { Id = id, Epoch = 1, IncarnationId = Uuid.Zero, Rack = rack }) };
        }

        foreach (var (name, id, replicas) in topics)
        {
            var topic = new TopicImage(name, new Uuid(0, id));
            for (var i = 0; i < replicas.Length; i++)
            {
                topic = topic with
                {
                    Partitions = topic.Partitions.Add(i, new PartitionImage { PartitionId = i, Replicas = [.. replicas[i]], Isr = [.. replicas[i]], Leader = leader }),
                };
            }

            image = image with { Topics = image.Topics.Add(name, topic), TopicNames = image.TopicNames.Add(topic.Id, name) };
        }

        return image;
    }
}
