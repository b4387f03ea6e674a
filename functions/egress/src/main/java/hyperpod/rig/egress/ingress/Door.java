package hyperpod.rig.egress.ingress;

import hyperpod.rig.egress.snapshot.InterfaceService;

/** What an interface that a service of AWS uses can mean for the way in. */
enum Door {
    /** Nobody's connections come out of it. */
    SHUT,
    /** Like any interface: its software may connect, and pass on whoever reaches it. */
    SOFTWARE,
    /** People or systems outside connect through it. */
    OUTSIDERS,
    /** Clients on the internet connect through it, by AWS's own network. */
    INTERNET,
    /** Nobody knows. */
    UNKNOWN;

    /**
     * A control plane reaches the nodes of its own cluster, for those whom the cluster's access entries admit;
     * interface endpoints and gateways open no connection; endpoints of the resolver pass on names alone.
     */
    static Door of(InterfaceService service) {
        return switch (service) {
            case CONTROL_PLANE, VPC_ENDPOINT, GATEWAY, RESOLVER -> SHUT;
            case STORE, CONTAINER, DIRECTORY, BROKER, SAGEMAKER -> SOFTWARE;
            case LOAD_BALANCER,
                    INSTANCE_CONNECT_ENDPOINT,
                    CLIENT_VPN,
                    VERIFIED_ACCESS,
                    RESOURCE_GATEWAY,
                    LAMBDA,
                    API_GATEWAY,
                    QUICKSIGHT,
                    DATA_MOVER,
                    WORKSTATION,
                    BUILD -> OUTSIDERS;
            case CLOUDFRONT_VPC_ORIGIN, GLOBAL_ACCELERATOR -> INTERNET;
            case OTHER_ACCOUNT, UNKNOWN -> UNKNOWN;
        };
    }

    /** By what people come in through it. */
    static IngressKind kind(InterfaceService service) {
        return switch (service) {
            case LOAD_BALANCER -> IngressKind.LOAD_BALANCER;
            case INSTANCE_CONNECT_ENDPOINT -> IngressKind.INSTANCE_CONNECT_ENDPOINT;
            case CLIENT_VPN -> IngressKind.CLIENT_VPN;
            case VERIFIED_ACCESS -> IngressKind.VERIFIED_ACCESS;
            case CLOUDFRONT_VPC_ORIGIN -> IngressKind.CLOUDFRONT_VPC_ORIGIN;
            case GLOBAL_ACCELERATOR -> IngressKind.GLOBAL_ACCELERATOR;
            case RESOURCE_GATEWAY -> IngressKind.VPC_LATTICE;
            case API_GATEWAY -> IngressKind.API_GATEWAY;
            case LAMBDA,
                    QUICKSIGHT,
                    DATA_MOVER,
                    WORKSTATION,
                    BUILD,
                    DIRECTORY,
                    BROKER,
                    STORE,
                    CONTROL_PLANE,
                    VPC_ENDPOINT,
                    GATEWAY,
                    RESOLVER,
                    CONTAINER,
                    SAGEMAKER,
                    OTHER_ACCOUNT,
                    UNKNOWN -> IngressKind.AWS_SERVICE;
        };
    }
}
