using System.Collections.Immutable;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;

namespace MiniKafka.Quorum.Controllers;

/// <summary>Those who follow the metadata on this node, in the order in which they are told. Owned by the node's loop.</summary>
internal sealed class MetadataFollowers
{
    private ImmutableArray<IMetadataFollower> _followers = [];

    /// <summary>Tells it of everything from now on, after all others.</summary>
    public void Add(IMetadataFollower follower) => _followers = _followers.Add(follower);

    public void Publish(ImageChanges changes, long offset)
    {
        foreach (var follower in _followers)
        {
            follower.OnPublished(changes, offset);
        }
    }

    public void ChangeLeader(LeaderAndEpoch leader)
    {
        foreach (var follower in _followers)
        {
            follower.OnLeaderChanged(leader);
        }
    }

    public void ChangeTerm(ClusterImage? image)
    {
        foreach (var follower in _followers)
        {
            follower.OnTermChanged(image);
        }
    }
}
